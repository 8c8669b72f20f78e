// What is said of a path against its baseline: bands of what is shown, a table of all outcomes, support.

const TELL_A_LEVEL = 1000;
const EVERYONE = "all";

class Answers {
  constructor(spec, buffer) {
    this.spec = spec;
    this.economy = new Economy(spec, buffer);
    this.support = new Support(this.economy, buffer);
    this.runs = {};
    const { futures, draws } = spec, draw = spec.draw;
    const first = Math.min(COARSE, draws), size = Math.max(first, 1);
    this.chunks = [];
    for (let from = 0; from < draws; from += size) {
      const chosen = [];
      for (let n = 0; n < futures; n += 1) if (n % draws >= from && n % draws < from + size) chosen.push(n);
      this.chunks.push(chosen);
    }
    this.draw = draw;
    this.outcomes = Object.entries(spec.tables).flatMap(([table, part]) => part.shown.map((one) => ({ table, ...one })));
  }

  begin(name, path) {
    if (!this.runs[name]) this.runs[name] = new Run(this.economy, name);
    this.runs[name].begin(path);
    return this.runs[name];
  }

  described(place) {
    return this.outcomes.find((one) => one.table === place.table && one.name === place.name);
  }

  // A series' value in a period (0 is the origin) as a function of the future.
  reader(run, place, h, s) {
    const { length, sectors } = this.economy.tables[place.table], column = run.columns[place.table][place.name];
    const { value } = column;
    return (n) => value[column.at(length + h - 1, n, sectors) + s];
  }

  // Effects [G] of the draws in a period.
  effect(runs, place, h, groups, weights) {
    const shown = this.described(place), [after, before] = [runs.scenario, runs.baseline];
    if (place.sector === EVERYONE) {
      return jointEffect((s) => this.reader(after, place, h, s), (s) => this.reader(before, place, h, s), shown, weights, groups);
    }
    return averageEffect(this.reader(after, place, h, place.sector), this.reader(before, place, h, place.sector), shown, groups);
  }

  levels(run, place, h, futures, weights) {
    if (place.sector !== EVERYONE) return futures.map(this.reader(run, place, h, place.sector));
    const shown = this.described(place), readers = weights.map((_, s) => this.reader(run, place, h, s));
    return Float64Array.from(futures, (n) => jointLevel((s) => readers[s], shown, weights, n));
  }

  // `whole`: with all futures, support and welfare; else a first look.
  answer(scenario, baseline, futures, asked, whole) {
    const runs = { scenario, baseline }, both = [baseline, scenario];
    const medians = whole ? both.map((run) => run.remembered("median", futures.length, () => this.support.median(run, futures))) : null;
    const nobody = new Uint8Array(this.spec.weights.of.length);
    const within = whole
      ? this.support.within(both, futures, medians)
      : { refused: nobody, kept: this.support.steady(both, futures, nobody), reason: null };
    const kept = within.kept.length ? within.kept : futures, groups = byDraw(kept, this.draw);
    const weights = renormalised(this.spec.weights.of, within.refused);
    const some = kept.slice(0, TELL_A_LEVEL);
    const found = {
      whole,
      refused: [...within.refused.keys()].filter((s) => within.refused[s]),
      reason: within.reason,
      leftOut: futures.length - within.kept.length,
      futures: futures.length,
      shown: asked.shown.map((place) => this.shown(runs, place, some, groups, weights, within.refused)),
      table: whole ? this.table(runs, groups, weights, asked.horizon) : null,
    };
    if (!whole) return found;
    found.support = this.said(both, kept, medians, within.refused);
    if (asked.welfare) found.effects = welfareEffects(this.economy, scenario, baseline, asked.outcomes, kept, asked.discount)
      .map((values) => Float32Array.from(values));
    return found;
  }

  shown(runs, place, futures, groups, weights, refused) {
    const { horizon } = this.economy.tables[place.table], effect = [], positive = [], levels = {};
    const silent = place.sector !== EVERYONE && place.table === "sectors" && refused[place.sector];
    const key = `${futures.join()} ${refused.join()}`;
    for (const [name, run] of Object.entries(runs)) {
      levels[name] = run.remembered(`${place.table} ${place.name} ${place.sector}`, key, () => (
        Array.from({ length: horizon + 1 }, (_, h) => quantilesOf(this.levels(run, place, h, futures, weights)))));
    }
    for (let h = 0; h <= horizon; h += 1) {
      const change = h ? this.effect(runs, place, h, groups, weights) : Float64Array.of(0);
      effect.push(silent ? LEVELS.map(() => NaN) : quantilesOf(change));
      positive.push(silent ? NaN : shareAbove(change));
    }
    return { ...levels, effect, positive };
  }

  // Every outcome at the end of the horizon, sectors together.
  table(runs, groups, weights, horizon) {
    const ratio = this.spec.ratio;
    return this.outcomes.map(({ table, name }) => {
      const h = table === "national" ? Math.max(1, Math.floor(horizon / ratio)) : horizon;
      const sector = table === "national" || this.economy.tables.sectors.sectors === 1 ? 0 : EVERYONE;
      const change = this.effect(runs, { table, name, sector }, h, groups, weights);
      return { table, name, quantiles: quantilesOf(change), positive: shareAbove(change) };
    });
  }

  // Where paths leave what was seen: by table the farthest of both paths, each [H · S].
  said(both, futures, medians) {
    const found = {};
    for (const name of Object.keys(this.economy.tables)) {
      const of = both.map((run) => run.remembered(`own ${name}`, futures.join(), () => this.support.own(run, name, futures)));
      const most = (key) => {
        const into = Float64Array.from(of[0][key]);
        raise(into, of[1][key]);
        return into;
      };
      const outside = Float64Array.from(medians[0][name]);
      raise(outside, medians[1][name]);
      found[name] = { policy: most("policy"), others: most("others"), inputs: most("inputs"), outside };
    }
    return found;
  }
}

const COARSE = 50;

function renormalised(weights, refused) {
  const left = weights.map((weight, s) => (refused[s] ? 0 : weight));
  const sum = left.reduce((total, one) => total + one, 0);
  return left.map((one) => one / (sum || 1));
}
