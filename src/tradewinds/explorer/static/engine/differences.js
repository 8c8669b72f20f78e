// The difference that a path makes, of one series and of several, each draw's averaged over its futures: as the
// workflow's differences.py has it.

const LOG = "log", TOTAL = "total";

// The futures that are asked, by draw.
function byDraw(futures, draw) {
  const groups = new Map();
  for (const n of futures) {
    if (!groups.has(draw[n])) groups.set(draw[n], []);
    groups.get(draw[n]).push(n);
  }
  return [...groups.keys()].sort((a, b) => a - b).map((key) => groups.get(key));
}

function logEffect(after, before) {
  return before > 0 ? Math.log(after / before) : NaN;
}

function relative(after, before) {
  return before === 0 ? NaN : 100 * (after / before - 1);
}

// Geometric mean of some futures: nothing where they are nothing, below zero where they are. Logarithms are taken of
// products of several, which is quicker.
function typical(value, futures) {
  let logs = 0, product = 1, signs = 0;
  for (const n of futures) {
    const one = value(n), size = Math.abs(one);
    signs += Math.sign(one);
    if (size > 1e-50 && size < 1e50) {
      product *= size;
      if (product > 1e-200 && product < 1e200) continue;
      logs += Math.log(product);
      product = 1;
    } else logs += Math.log(size);
  }
  return Math.sign(signs) * Math.exp((logs + Math.log(product)) / futures.length);
}

// What `typical` is of one series beside another.
function typicalRatio(after, before, futures) {
  let product = 1;
  for (const n of futures) {
    const one = after(n), other = before(n);
    if (!(one > 0 && other > 0)) return typical(after, futures) / typical(before, futures);
    product *= one / other;
  }
  return futures.length === 1 ? product : product ** (1 / futures.length);
}

function meanOver(futures, value) {
  let sum = 0;
  for (const n of futures) sum += value(n);
  return sum / futures.length;
}

// Effects [G] on one series; `after` and `before` give its value in a future.
function averageEffect(after, before, shown, groups) {
  const single = groups.every((futures) => futures.length === 1);
  return Float64Array.from(groups, (futures) => {
    if (single) return shown.log ? relative(after(futures[0]), before(futures[0])) : after(futures[0]) - before(futures[0]);
    if (shown.average === TOTAL) return relative(typical(after, futures), typical(before, futures));
    if (shown.average === LOG) return 100 * Math.expm1(meanOver(futures, (n) => logEffect(after(n), before(n))));
    return meanOver(futures, (n) => after(n) - before(n));
  });
}

// Effects [G] on all series together; `after(s)` and `before(s)` are functions of a future.
function jointEffect(after, before, shown, weights, groups) {
  const there = [...weights.keys()].filter((s) => weights[s] > 0);
  const sum = there.reduce((total, s) => total + weights[s], 0);
  if (!there.length) return Float64Array.from(groups, () => NaN);
  if (shown.average === TOTAL) return onTheTotal(there.map(after), there.map(before), groups);
  const pairs = there.map((s) => [weights[s] / sum, after(s), before(s)]);
  return Float64Array.from(groups, (futures) => {
    const change = meanOver(futures, (n) => {
      let total = 0;
      for (const [share, one, other] of pairs) {
        total += share * (shown.average === LOG ? logEffect(one(n), other(n)) : one(n) - other(n));
      }
      return total;
    });
    return shown.average === LOG ? 100 * Math.expm1(change) : change;
  });
}

function onTheTotal(after, before, groups) {
  const everyone = groups.flat();
  const amounts = before.map((value) => typical(value, everyone));
  const anew = after.map((value, s) => (amounts[s] === 0 ? typical(value, everyone) : 0));
  const total = amounts.reduce((sum, one) => sum + one, 0);
  return Float64Array.from(groups, (futures) => {
    let changed = 0;
    amounts.forEach((amount, s) => {
      changed += amount === 0 ? anew[s] : amount * typicalRatio(after[s], before[s], futures);
    });
    return relative(changed, total);
  });
}

// All series as one: their total, their weighted geometric mean, or their weighted mean.
function jointLevel(value, shown, weights, n) {
  let sum = 0, share = 0;
  for (let s = 0; s < weights.length; s += 1) {
    if (!(weights[s] > 0)) continue;
    if (shown.average === TOTAL) sum += value(s)(n);
    else if (shown.average === LOG) sum += weights[s] * Math.log(value(s)(n));
    else sum += weights[s] * value(s)(n);
    share += weights[s];
  }
  if (shown.average === TOTAL) return sum;
  return shown.average === LOG ? Math.exp(sum / share) : sum / share;
}
