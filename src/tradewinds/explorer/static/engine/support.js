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

  // Distance of a future in a period and sector, that of the policy's own level among them.
  far(run, name, h, n, s) {
    const table = this.economy.tables[name];
    let far = run.outside[name][(h * table.futures + n) * table.sectors + s];
    for (const range of this.ranges[name]) {
      const column = run.columns[name][range.name];
      const level = rangesBeyond(column.value[column.at(table.length + h, n, table.sectors) + s], range.low, range.high);
      if (!(level <= far)) far = level;
    }
    return far;
  }

  // The median draw's distance: table → [H · S].
  median(run, futures) {
    const found = {};
    for (const [name, { horizon, sectors }] of Object.entries(this.economy.tables)) {
      const values = new Float64Array(futures.length), far = new Float64Array(horizon * sectors);
      for (let h = 0; h < horizon; h += 1) {
        for (let s = 0; s < sectors; s += 1) {
          futures.forEach((n, i) => { values[i] = this.far(run, name, h, n, s); });
          far[h * sectors + s] = medianOf(values);
        }
      }
      found[name] = far;
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
    const kept = futures.filter((n) => !runs.some((run) => this.runsAway(run, n, refused)));
    if (!reason && 1 - kept.length / futures.length > lost) reason = { what: "draws", share: 1 - kept.length / futures.length };
    return { refused, kept, reason };
  }

  runsAway(run, n, refused) {
    const limit = this.thresholds.runaway_distance;
    for (const [name, { horizon, sectors, length, equations }] of Object.entries(this.economy.tables)) {
      for (let h = 0; h < horizon; h += 1) {
        for (let s = 0; s < sectors; s += 1) {
          if (name === "sectors" && refused[s]) continue;
          if (!(this.far(run, name, h, n, s) <= limit)) return true;
          for (const { name: target } of equations) {
            const column = run.columns[name][target];
            if (!Number.isFinite(column.value[column.at(length + h, n, sectors) + s])) return true;
          }
        }
      }
    }
    return false;
  }

  // How far the path, and what the equations meet in its middle, leaves each series' own past, each [H · S]:
  // `policy` in widths of its own range, `others` of everyone's, `inputs`.
  own(run, name, futures) {
    const { economy } = this, table = economy.tables[name], { horizon, sectors, length } = table;
    const middle = middleOf(run, table, futures.slice(0, ENOUGH));
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

// The median draw of every variable, as columns that do not differ between futures.
function middleOf(run, table, futures) {
  const { sectors, horizon, length } = table, found = {}, values = new Float64Array(futures.length);
  const row = new Float64Array(sectors);
  for (const [name, column] of Object.entries(run.columns[table.name])) {
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
