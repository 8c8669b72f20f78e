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

// By selection (Hoare 1961), which leaves the values in another order.
function medianOf(values) {
  const count = values.length, middle = count >> 1;
  for (let i = 0; i < count; i += 1) if (values[i] !== values[i]) return NaN;
  const upper = selected(values, middle);
  if (count % 2) return upper;
  let lower = -Infinity;
  for (let i = 0; i < middle; i += 1) if (values[i] > lower) lower = values[i];
  return lower === upper ? upper : (lower + upper) / 2;
}

// The value that would stand at `place`; smaller ones are before it afterwards.
function selected(values, place) {
  let low = 0, high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let i = low, j = high;
    while (i <= j) {
      while (values[i] < pivot) i += 1;
      while (values[j] > pivot) j -= 1;
      if (i <= j) {
        const kept = values[i];
        values[i] = values[j];
        values[j] = kept;
        i += 1;
        j -= 1;
      }
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place];
}

// Nothing is half a rise.
function shareAbove(values) {
  let sum = 0;
  for (const value of values) sum += Math.sign(value) / 2 + 0.5;
  return sum / values.length;
}
