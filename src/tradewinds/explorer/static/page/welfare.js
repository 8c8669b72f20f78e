// Welfare under the weights of the sliders: a path's gain over the draws, and the points between and beyond the paths.

const MULTIPLES = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3];

// Gain of every future: the weighted sum of its effects.
function gains(effects, outcomes, weights) {
  const count = effects.length ? effects[0].length : 0, sum = new Float64Array(count);
  outcomes.forEach(({ table, name }, k) => {
    const weight = weights[`${table}.${name}`] || 0;
    if (weight) for (let i = 0; i < count; i += 1) sum[i] += weight * effects[k][i];
  });
  return sum;
}

function worstTenth(values, share) {
  const ordered = Float64Array.from(values).sort(), count = share * ordered.length;
  let sum = 0;
  for (let i = 0; i < ordered.length && i < count; i += 1) sum += Math.min(1, count - i) * ordered[i];
  return sum / count;
}

// Points of the family with their two outcomes, their welfare, and whether another is better in both.
function frontierPoints(family, outcomes, weights, [first, second], better) {
  const index = (id) => outcomes.findIndex(({ table, name }) => `${table}.${name}` === id);
  const [i, j] = [index(first), index(second)];
  const points = family.flatMap((effects, k) => {
    if (!effects) return [];
    const welfare = outcomes.reduce((sum, { table, name }, o) => {
      const weight = weights[`${table}.${name}`] || 0;
      return weight ? sum + weight * effects[o] : sum;
    }, 0);
    return [{ x: effects[i], y: effects[j], welfare, multiple: MULTIPLES[k] }];
  });
  for (const point of points) {
    point.front = !points.some((other) => other !== point
      && better[0] * other.x >= better[0] * point.x && better[1] * other.y >= better[1] * point.y
      && (better[0] * other.x > better[0] * point.x || better[1] * other.y > better[1] * point.y));
    point.name = multipleName(point.multiple);
    point.title = `${point.name}: ${signed(point.x)}, ${signed(point.y)}; welfare ${signed(point.welfare)}`;
  }
  return points;
}

function multipleName(multiple) {
  if (multiple === 0) return "the baseline";
  if (multiple === 1) return "your path";
  return multiple < 0 ? `${digits(-multiple)} × the other way` : `${digits(multiple)} × your path`;
}
