// The roll-out of both tiers: sector periods, and after as many as make one the nation's.

class Table {
  constructor(name, part, spec, buffer) {
    const horizon = part.periods.length - 1, sectors = part.sectors.length;
    Object.assign(this, { name, part, horizon, sectors, length: part.length, futures: spec.futures, draws: spec.draws });
    this.start = Object.fromEntries(
      Object.entries(part.start).map(([variable, reference]) => [variable, arrayAt(buffer, reference)]),
    );
    this.equations = part.equations.map((one) => new Equation(one, spec, sectors, horizon, buffer));
    this.identities = part.identities;
    this.bridged = name === "national" ? spec.bridge.map((one) => one.name) : [];
    this.solved = new Set([
      ...this.equations.map((one) => one.name), ...this.identities.map(([variable]) => variable), ...this.bridged,
    ]);
    this.logged = new Set();
    for (const one of this.equations) {
      for (const term of [...one.inputs, ...(one.offset ? [one.offset] : [])]) if (term.log) this.logged.add(term.variable);
    }
    this.outside = null;
  }
}

// The columns of all variables along one path, with how far out it leads: table → columns, table → [H, N, S].
class Run {
  constructor(economy, name = "") {
    this.economy = economy;
    this.name = name;
    this.path = null;
    this.known = new Map();
    this.memory = new Map();
    this.columns = {};
    this.outside = {};
    for (const [name, table] of Object.entries(economy.tables)) {
      const { length, horizon, sectors, futures } = table;
      const drawn = new Set(table.solved);
      const columns = {};
      for (const [variable, past] of Object.entries(table.start)) {
        const column = new Column(length + horizon, futures, sectors, drawn.has(variable), table.logged.has(variable));
        for (let t = 0; t < length + horizon; t += 1) {
          const from = Math.min(t, length - 1) * sectors;
          if (t < length || !column.drawn) column.set(t, past.subarray(from, from + sectors), sectors);
        }
        columns[variable] = column;
      }
      this.columns[name] = columns;
      this.outside[name] = new Float32Array(horizon * futures * sectors);
    }
  }

  // From which period on another path [H · S] has to be computed anew; it takes the place of the one before.
  begin(path) {
    const { tables, policy, ratio } = this.economy, { sectors, horizon, length } = tables.sectors;
    let first = 0;
    if (this.path) {
      while (first < horizon * sectors && this.path[first] === path[first]) first += 1;
      first = Math.floor(first / sectors);
    }
    first -= first % ratio;
    if (first < horizon) this.memory.clear();
    this.path = Float64Array.from(path);
    const column = this.columns.sectors[policy];
    for (let h = 0; h < horizon; h += 1) {
      column.set(length + h, this.path.subarray(h * sectors, (h + 1) * sectors), sectors);
    }
    for (const [key, from] of this.known) this.known.set(key, Math.min(from, first));
  }

  // What was made of this path before, under the same key, or is made now.
  remembered(what, key, compute) {
    const known = this.memory.get(what);
    if (known && known.key === key) return known.found;
    const found = compute();
    this.memory.set(what, { key, found });
    return found;
  }

  // Computes a chunk of futures, as far as it is not known already.
  solve(key, chosen) {
    const { horizon } = this.economy.tables.sectors;
    const from = this.known.has(key) ? this.known.get(key) : 0;
    if (from < horizon) this.economy.solve(this, from, chosen);
    this.known.set(key, horizon);
  }
}

class Economy {
  constructor(spec, buffer) {
    this.spec = spec;
    this.policy = spec.policy;
    this.ratio = spec.ratio;
    this.tables = Object.fromEntries(
      Object.entries(spec.tables).map(([name, part]) => [name, new Table(name, part, spec, buffer)]),
    );
    this.bridge = spec.bridge.map((one) => ({
      ...one, weights: arrayAt(buffer, one.weights), apart: arrayAt(buffer, one.apart),
    }));
  }

  solve(run, from, chosen) {
    const { sectors, national } = this.tables;
    for (let h = from; h < sectors.horizon; h += 1) {
      this.period(run, sectors, h, chosen);
      if (national && (h + 1) % this.ratio === 0) {
        const q = (h + 1) / this.ratio - 1;
        this.aggregate(run, q, chosen);
        this.period(run, national, q, chosen);
      }
    }
  }

  period(run, table, step, chosen) {
    const { sectors, length, futures } = table, columns = run.columns[table.name];
    const outside = run.outside[table.name];
    table.outside = outside;
    for (const n of chosen) outside.fill(0, (step * futures + n) * sectors, (step * futures + n + 1) * sectors);
    for (const equation of table.equations) equation.solve(table, columns, step, chosen);
    for (const [name, factors] of table.identities) {
      const into = columns[name], period = length + step;
      const parts = factors.map(([how, what]) => ({ over: how === "/", column: columns[what], number: what }));
      for (let c = 0; c < chosen.length; c += 1) {
        const n = chosen[c], to = into.at(period, n, sectors);
        into.value.fill(1, to, to + sectors);
        for (let f = 0; f < parts.length; f += 1) {
          const { over, column, number } = parts[f], from = column ? column.at(period, n, sectors) : 0;
          for (let s = 0; s < sectors; s += 1) {
            const factor = column ? column.value[from + s] : number;
            into.value[to + s] = over ? into.value[to + s] / factor : into.value[to + s] * factor;
          }
        }
        if (into.log) for (let s = 0; s < sectors; s += 1) into.log[to + s] = Math.log(into.value[to + s]);
      }
    }
  }

  // The nation's variables that follow from the sectors, in its period q.
  aggregate(run, q, chosen) {
    const { sectors: table, national } = this.tables, { ratio } = this;
    for (const { name, of, how, log, weights, apart } of this.bridge) {
      const into = run.columns.national[name], from = run.columns.sectors[of], beside = apart[q % apart.length];
      for (const n of chosen) {
        let sum = 0;
        for (let m = 0; m < ratio; m += 1) {
          const at = from.at(table.length + q * ratio + m, n, table.sectors);
          for (let s = 0; s < table.sectors; s += 1) sum += from.value[at + s] * weights[s];
        }
        if (how !== "sum") sum /= ratio;
        const value = log ? sum * beside : sum + beside, to = into.at(national.length + q, n, 1);
        into.value[to] = value;
        if (into.log) into.log[to] = Math.log(value);
      }
    }
  }
}
