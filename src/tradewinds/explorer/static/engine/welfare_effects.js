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
    const { log, factor } = outcome, total = outcome.total && outcome.table === "sectors";
    const there = outcome.table === "national" || total ? [1] : Array.from(shares);
    if (log && !total) {
      for (let s = 0; s < there.length; s += 1) {
        for (let h = 0; h < horizon && there[s] > 0; h += 1) {
          const from = before.at(length + h, 0, sectors) + s;
          if (futures.some((n) => before.value[from + (before.drawn ? n * sectors : 0)] === 0)) there[s] = 0;
        }
      }
    }
    const sum = there.reduce((all, one) => all + one, 0), weight = there.map((one) => one / sum);
    return Float64Array.from(futures, (n) => {
      let found = 0;
      for (let h = 0; h < horizon; h += 1) {
        const one = after.at(length + h, n, sectors), other = before.at(length + h, n, sectors);
        let change = 0;
        if (total) {
          let x = 0, y = 0;
          for (let s = 0; s < sectors; s += 1) {
            x += after.value[one + s];
            y += before.value[other + s];
          }
          change = log ? (y === 0 ? NaN : 100 * (x / y - 1)) : factor * (x - y);
        } else {
          for (let s = 0; s < weight.length; s += 1) {
            if (!weight[s]) continue;
            const x = after.value[one + s], y = before.value[other + s];
            change += weight[s] * (log ? 100 * (x / y - 1) : factor * (x - y));
          }
        }
        found += delta[h] * change;
      }
      return sum > 0 ? found : NaN;
    });
  });
}
