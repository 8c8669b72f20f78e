// Mean effects over the path on everything that a path changes, future by future, as welfare weighs them (welfare.py).

function discounting(horizon, perYear, discount) {
  const weights = Float64Array.from({ length: horizon }, (_, h) => (1 + discount) ** (-(h + 1) / perYear));
  const sum = weights.reduce((total, one) => total + one, 0);
  return weights.map((one) => one / sum);
}

// Effects [N] of every outcome, NaN where it is nothing on the baseline.
function welfareEffects(economy, run, baseline, outcomes, futures, discount) {
  const shares = economy.spec.weights.of;
  return outcomes.map((outcome) => {
    const table = economy.tables[outcome.table], { horizon, sectors, length } = table;
    const after = run.columns[outcome.table][outcome.name], before = baseline.columns[outcome.table][outcome.name];
    const delta = discounting(horizon, economy.spec.tables[outcome.table].per_year, discount);
    const at = (column, h, n) => column.at(length + h, n, sectors);
    const summed = outcome.total || sectors === 1;
    const there = outcome.table === "national" ? [1] : summed && outcome.total ? [1] : Array.from(shares);
    if (outcome.log && !outcome.total) {
      there.forEach((_, s) => {
        if (futures.some((n) => delta.some((__, h) => before.value[at(before, h, n) + s] === 0))) there[s] = 0;
      });
    }
    const sum = there.reduce((total, one) => total + one, 0);
    return Float64Array.from(futures, (n) => {
      let found = 0;
      for (let h = 0; h < horizon; h += 1) {
        const one = at(after, h, n), other = at(before, h, n);
        let change = 0;
        if (outcome.total && outcome.table === "sectors") {
          let x = 0, y = 0;
          for (let s = 0; s < sectors; s += 1) { x += after.value[one + s]; y += before.value[other + s]; }
          change = outcome.log ? (y === 0 ? NaN : 100 * (x / y - 1)) : outcome.factor * (x - y);
        } else {
          for (let s = 0; s < there.length; s += 1) {
            if (!there[s]) continue;
            const x = after.value[one + s], y = before.value[other + s];
            change += (there[s] / sum) * (outcome.log ? 100 * (x / y - 1) : outcome.factor * (x - y));
          }
        }
        found += delta[h] * change;
      }
      return sum > 0 ? found : NaN;
    });
  });
}
