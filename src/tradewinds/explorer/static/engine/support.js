// How far a path leaves what was seen, and which draws are left out: the workflow's rules (support.py, own_support.py).

const ENOUGH = 500, ROUNDING = 1e-9;

class Support {
  constructor(economy, buffer) {
    this.economy = economy;
    this.thresholds = economy.spec.thresholds;
    this.weights = economy.spec.weights.of;
    this.ranges = {};
    for (const [name, part] of Object.entries(economy.spec.tables)) {
      this.ranges[name] = part.ranges.map((one) => {
        const of = (reference) => arrayAt(buffer, reference);
        const changes = Object.entries(one.own.changes).map(([span, most]) => [Number(span), of(most)]);
        const own = { low: of(one.own.low), high: of(one.own.high), changes };
        return { name: one.name, low: one.low, high: one.high, own, all: together(own) };
      });
    }
  }

  // Distances [H, N, S] of a path's futures, that of the policy's own level among them.
  far(run, name) {
    const table = this.economy.tables[name], { horizon, futures, sectors, length } = table;
    const far = run.outside[name];
    for (const range of this.ranges[name]) {
      const column = run.columns[name][range.name];
      for (let h = 0, k = 0; h < horizon; h += 1) {
        for (let n = 0; n < futures; n += 1) {
          const at = column.at(length + h, n, sectors);
          for (let s = 0; s < sectors; s += 1, k += 1) {
            const value = column.value[at + s];
            if (value >= range.low && value <= range.high) continue;
            const level = rangesBeyond(value, range.low, range.high);
            if (!(level <= far[k])) far[k] = level;
          }
        }
      }
    }
    return far;
  }

  // The median draw's distance: table → [H · S].
  median(run, futures) {
    const found = {}, values = new Float64Array(futures.length);
    for (const [name, { horizon, sectors, futures: all }] of Object.entries(this.economy.tables)) {
      const far = this.far(run, name), middle = new Float64Array(horizon * sectors);
      for (let h = 0; h < horizon; h += 1) {
        for (let s = 0; s < sectors; s += 1) {
          for (let i = 0; i < futures.length; i += 1) values[i] = far[(h * all + futures[i]) * sectors + s];
          middle[h * sectors + s] = medianOf(values);
        }
      }
      found[name] = middle;
    }
    return found;
  }

  // Which sectors get no answer, which futures are left, and why there is none at all.
  within(runs, futures, medians) {
    const { refuse_distance: limit, refuse_share: most, runaway_share: lost } = this.thresholds;
    const { sectors: table, national } = this.economy.tables;
    const refused = new Uint8Array(table.sectors);
    let nation = 0, farthest = 0;
    for (const of of medians) {
      of.sectors.forEach((far, i) => {
        if (far > limit) refused[i % table.sectors] = 1;
        farthest = Math.max(farthest, far);
      });
      if (national) nation = Math.max(nation, ...of.national);
    }
    const share = this.weights.reduce((sum, weight, s) => sum + (refused[s] ? weight : 0), 0);
    const count = refused.reduce((sum, one) => sum + one, 0);
    let reason = null;
    if (nation > limit) reason = { what: "nation", distance: nation };
    if (count && (share > most + ROUNDING || count === table.sectors)) reason = { what: "sectors", distance: farthest, count, share };
    const kept = this.steady(runs, futures, refused);
    if (!reason && 1 - kept.length / futures.length > lost) reason = { what: "draws", share: 1 - kept.length / futures.length };
    return { refused, kept, reason };
  }

  // The futures that run away on none of the paths: no input too far out, every target a finite number.
  steady(runs, futures, refused) {
    const key = refused.join();
    const gone = runs.map((run) => run.remembered(`gone ${futures.length}`, key, () => this.gone(run, futures, refused)));
    return futures.filter((n) => !gone.some((of) => of[n]));
  }

  // By future, whether it runs away on a path.
  gone(run, futures, refused) {
    const { futures: all, thresholds } = this.economy.spec, gone = new Uint8Array(all), limit = thresholds.runaway_distance;
    for (const [name, { horizon, sectors, length, equations }] of Object.entries(this.economy.tables)) {
      const far = this.far(run, name), skip = name === "sectors" ? refused : null;
      const targets = equations.map((one) => run.columns[name][one.name]);
      for (let h = 0; h < horizon; h += 1) {
        for (let c = 0; c < futures.length; c += 1) {
          const n = futures[c], k = (h * all + n) * sectors;
          for (let s = 0; s < sectors; s += 1) {
            if (skip !== null && skip[s]) continue;
            if (!(far[k + s] <= limit)) gone[n] = 1;
            for (let e = 0; e < targets.length; e += 1) {
              const value = targets[e].value[(length + h) * targets[e].step + n * sectors + s];
              if (!(value - value === 0)) gone[n] = 1;
            }
          }
        }
      }
    }
    return gone;
  }

  // How far the path, and what the equations meet in its middle, leaves each series' own past, each [H · S]:
  // `policy` in widths of its own range, `others` of everyone's, `inputs`.
  own(run, name, futures) {
    const { economy } = this, table = economy.tables[name], { horizon, sectors, length } = table;
    const asked = new Set(this.ranges[name].map((range) => range.name));
    for (const equation of table.equations) for (const term of equation.inputs) asked.add(term.variable);
    const middle = middleOf(run, table, futures.slice(0, ENOUGH), asked);
    const policy = new Float64Array(horizon * sectors), others = new Float64Array(horizon * sectors);
    for (const range of this.ranges[name]) {
      raise(policy, beyondRange(range.own, middle[range.name].value, table));
      raise(others, beyondRange(range.all, middle[range.name].value, table));
    }
    const inputs = new Float64Array(horizon * sectors);
    for (const equation of table.equations) {
      const { width, seen } = equation, x = new Float64Array(Math.max(1, width) * sectors);
      for (let h = 0; h < horizon; h += 1) {
        fillInputs(equation, middle, length, h, 0, sectors, x);
        for (let s = 0; s < sectors; s += 1) {
          let far = inputs[h * sectors + s];
          for (let i = 0; i < width; i += 1) {
            const low = seen.low[s * width + i], high = seen.high[s * width + i];
            far = Math.max(far, low > high ? Infinity : rangesBeyond(x[i * sectors + s], low, high));
          }
          inputs[h * sectors + s] = far;
        }
      }
    }
    return { policy, others, inputs };
  }
}

function together({ low, high, changes }) {
  const known = [...low.keys()].filter((s) => !Number.isNaN(low[s]));
  return {
    low: Float64Array.of(Math.min(...known.map((s) => low[s]))),
    high: Float64Array.of(Math.max(...known.map((s) => high[s]))),
    changes: changes.map(([span, most]) => [span, Float64Array.of(Math.max(...most))]),
  };
}

function raise(into, by) {
  for (let i = 0; i < into.length; i += 1) if (!(by[i] <= into[i])) into[i] = by[i];
}

// In level, or in how much it changes in a period or a year, in widths of the range; values [L + H, S].
function beyondRange({ low, high, changes }, values, { horizon, sectors, length }) {
  const far = new Float64Array(horizon * sectors);
  for (let h = 0; h < horizon; h += 1) {
    for (let s = 0; s < sectors; s += 1) {
      const k = low.length > 1 ? s : 0, now = values[(length + h) * sectors + s], width = high[k] - low[k];
      let beyond = Number.isNaN(low[k]) ? Infinity : rangesBeyond(now, low[k], high[k]);
      for (const [span, most] of changes) {
        const more = Math.abs(now - values[(length + h - span) * sectors + s]) - most[k];
        if (more > ROUNDING) beyond = Math.max(beyond, more / (width > 0 ? width : 0));
      }
      far[h * sectors + s] = beyond;
    }
  }
  return far;
}

// The median draw of the variables that are asked, as columns that do not differ between futures.
function middleOf(run, table, futures, asked) {
  const { sectors, horizon, length } = table, found = {}, values = new Float64Array(futures.length);
  const row = new Float64Array(sectors);
  for (const name of asked) {
    const column = run.columns[table.name][name];
    if (!column.drawn) { found[name] = column; continue; }
    const middle = new Column(length + horizon, 1, sectors, false, column.log !== null);
    for (let t = 0; t < length + horizon; t += 1) {
      for (let s = 0; s < sectors; s += 1) {
        if (t < length) { row[s] = column.value[column.at(t, 0, sectors) + s]; continue; }
        for (let i = 0; i < futures.length; i += 1) values[i] = column.value[column.at(t, futures[i], sectors) + s];
        row[s] = medianOf(values);
      }
      middle.set(t, row, sectors);
    }
    found[name] = middle;
  }
  return found;
}
