// One equation of the roll-out: target = g⁻¹(offset + m + s (f(x) + shared + σ noise)).

class Equation {
  constructor(part, spec, sectors, horizon, buffer) {
    const array = (reference) => (reference ? arrayAt(buffer, reference) : null);
    const draws = (reference) => drawsAt(buffer, reference);
    Object.assign(this, { name: part.name, log: part.log, offset: part.offset, inputs: part.inputs });
    Object.assign(this, { index: part.index, month: array(part.month), present: part.present });
    const { scaler } = part;
    this.width = scaler.mean.shape[0];
    this.usual = array(scaler.usual);
    for (const name of ["mean", "scale", "low", "high"]) this[name] = array(scaler[name]);
    this.inverse = this.scale.map((one) => 1 / one);
    this.whitening = upperTriangle(array(scaler.whitening), this.width);
    this.farthest = scaler.farthest;
    [this.targetMean, this.targetScale] = scaler.target;
    this.seen = { low: array(part.seen.low), high: array(part.seen.high) };
    this.network = new Network(part.model, this.width, draws);
    this.location = draws(part.model.location);
    this.spread = draws(part.model.spread);
    this.slopes = part.model.slopes && { columns: part.model.slopes.columns, more: draws(part.model.slopes.more) };
    this.swings = Boolean(part.model.weights.sigma_beta);
    const df = part.noise.df && draws(part.noise.df);
    if (df) df.count = spec.draws;
    this.noise = noiseOf(part.noise, df, spec.futures, horizon * sectors);
    this.shared = part.shared && sharedOf(part.shared, spec.futures * horizon, sectors, array);
    this.x = new Float64Array(Math.max(1, this.width) * sectors);
    this.z = new Float64Array(Math.max(1, this.width));
  }

  // Solves one period (0, 1, …) for the futures `chosen`; distances are raised where these inputs lie farther out.
  solve(table, columns, step, chosen) {
    const { sectors, length, futures, horizon, draws, outside } = table;
    const { x, z, mean, inverse, low, high, width, whitening, farthest, network, noise, shared } = this;
    const { spread, location, slopes, swings, offset, log, targetMean, targetScale } = this;
    const period = length + step, target = columns[this.name], value = target.value, logs = target.log;
    const before = offset && columns[offset.variable], past = before && (offset.log ? before.log : before.value);
    const own = spread.size > 1 ? 1 : 0;
    fillInputs(this, columns, length, step, 0, sectors, x, false);
    for (let c = 0; c < chosen.length; c += 1) {
      const n = chosen[c], r = n % draws;
      fillInputs(this, columns, length, step, n, sectors, x, true);
      const from = before ? before.at(period - offset.lag, n, sectors) : 0, to = target.at(period, n, sectors);
      const given = (n * horizon + step) * sectors, far = (step * futures + n) * sectors;
      const first = r * spread.stride;
      for (let s = 0; s < sectors; s += 1) {
        let beyond = 0;
        for (let i = 0, j = s; i < width; i += 1, j += sectors) {
          const raw = x[j];
          z[i] = (raw - mean[i]) * inverse[i];
          if (!(raw >= low[i] && raw <= high[i])) beyond = Math.max(beyond, rangesBeyond(raw, low[i], high[i]));
        }
        const apart = beyondSupport(z, width, whitening, farthest);
        if (apart > beyond) beyond = apart;
        if (!(beyond <= outside[far + s])) outside[far + s] = beyond;
        network.ask(z, r);
        let sum = network.location;
        if (location !== null) sum += location.of[r * location.stride + s];
        if (slopes !== null) sum += this.more(z, r, s);
        let scale = spread.of[first + own * s];
        if (swings) scale += LARGEST_SWING * tanh(network.swing / LARGEST_SWING);
        sum += Math.exp(scale) * noise[given + s];
        if (shared !== null) sum += shared.at(n * horizon + step, s);
        let found = targetMean + targetScale * sum;
        if (past !== null) found += past[from + s];
        if (logs !== null) logs[to + s] = log ? found : Math.log(found);
        value[to + s] = log ? Math.exp(found) : found;
      }
    }
  }

  // What a sector's own slopes add.
  more(z, r, s) {
    const { columns, more } = this.slopes, beta = this.network.weights.beta;
    let along = 0;
    for (const i of columns) along += z[i] * beta.of[r * beta.stride + i];
    return more.of[r * more.stride + s] * along;
  }
}

// δ and the effects of new groups: as they are [N · H, S or 1], or by group [N · H, G] with the groups of each sector.
function sharedOf(part, rows, sectors, array) {
  const of = array(part.of), size = of.length / rows;
  if (!part.groups) return { at: (row, s) => of[row * size + (size > 1 ? s : 0)] };
  const { groups } = part;
  return {
    at: (row, s) => {
      let sum = 0;
      for (const group of groups[s]) sum += of[row * size + group];
      return sum;
    },
  };
}
