// Quantiles as NumPy has them by default: straight lines between the ordered values.

const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95];

function quantilesOf(values, levels = LEVELS) {
  const ordered = Float64Array.from(values).sort();
  const count = ordered.length;
  if (!count || Number.isNaN(ordered[count - 1])) return levels.map(() => NaN);
  return levels.map((level) => {
    const place = level * (count - 1), low = Math.floor(place), share = place - low;
    return share ? ordered[low] + share * (ordered[low + 1] - ordered[low]) : ordered[low];
  });
}

function medianOf(values) {
  return quantilesOf(values, [0.5])[0];
}

// Nothing is half a rise.
function shareAbove(values) {
  let sum = 0;
  for (const value of values) sum += Math.sign(value) / 2 + 0.5;
  return sum / values.length;
}
