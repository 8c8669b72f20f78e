// One equation of the roll-out: target = g⁻¹(offset + m + s (f(x) + shared + σ noise)).

// Squared, of the distance to the ellipsoid: below it the length in single precision is near enough.
const CLEARLY_INSIDE = 0.9;

const ROWS_AT_ONCE = 1024;

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
    const most = Math.max(1, Math.floor(ROWS_AT_ONCE / sectors));
    this.draws = new Int32Array(most);
    this.network = new Network(part.model, this.width, draws, {
      rows: sectors, most, draws: spec.draws, whitening: array(scaler.whitening),
    });
    this.intercept = this.network.weights.intercept;
    this.location = draws(part.model.location);
    this.spread = draws(part.model.spread);
    this.slopes = part.model.slopes && { columns: part.model.slopes.columns, more: draws(part.model.slopes.more) };
    this.swings = Boolean(part.model.weights.sigma_beta);
    const df = part.noise.df && draws(part.noise.df);
    if (df) df.count = spec.draws;
    this.noise = noiseOf(part.noise, df, spec.futures, horizon * sectors);
    this.shared = part.shared && sharedOf(part.shared, spec.futures * horizon, sectors, array);
    this.x = new Float64Array(Math.max(1, this.width) * sectors);
    this.z = new Float64Array(Math.max(1, this.width) * sectors * most);
    this.some = new Float64Array(sectors * most);
    this.alike = new Float64Array(sectors);
    this.beyond = new Float64Array(sectors * most);
  }

  // Solves one period (0, 1, …) for the futures `chosen`; distances are raised where these inputs lie farther out.
  solve(table, columns, step, chosen) {
    const { draws, alike, beyond, network } = this, { sectors, futures, outside } = table;
    this.askAlike(table, columns, step, Math.min(draws.length, chosen.length));
    for (let begin = 0; begin < chosen.length; begin += draws.length) {
      const count = Math.min(draws.length, chosen.length - begin);
      for (let c = 0; c < count; c += 1) {
        draws[c] = chosen[begin + c] % table.draws;
        for (let s = 0; s < sectors; s += 1) beyond[c * sectors + s] = alike[s];
      }
      this.askDrawn(table, columns, step, chosen, begin, count);
      network.askAll(draws, count);
      for (let c = 0; c < count; c += 1) {
        this.raise(outside, (step * futures + chosen[begin + c]) * sectors, sectors, c * sectors);
      }
      this.follow(table, columns, step, chosen, begin, count);
    }
  }

  // Inputs that are the same in all futures, in the rows of each.
  askAlike({ sectors, length }, columns, step, count) {
    const { x, z, alike, width } = this, { x: asked, row } = this.network;
    fillInputs(this, columns, length, step, 0, sectors, x, false);
    alike.fill(0);
    for (let i = 0; i < width; i += 1) {
      if (!this.isDrawn(i, columns)) this.standardise(i, x, i * sectors, sectors, alike);
    }
    for (let c = 1; c < count; c += 1) {
      z.copyWithin(c * sectors * width, 0, sectors * width);
      asked.copyWithin(c * sectors * row, 0, sectors * row);
    }
  }

  // Inputs that each future has of its own.
  askDrawn({ sectors, length }, columns, step, chosen, begin, count) {
    const { inputs, present, usual, width, some, beyond } = this;
    for (let i = 0; i < inputs.length; i += 1) {
      if (!this.isDrawn(i, columns)) continue;
      const column = columns[inputs[i].variable];
      for (let c = 0; c < count; c += 1) {
        fillTerm(inputs[i], column, length + step, chosen[begin + c], sectors, present, some, c * sectors);
        if (usual) for (let s = 0; s < sectors; s += 1) some[c * sectors + s] -= usual[s * width + i];
      }
      this.standardise(i, some, 0, count * sectors, beyond);
    }
  }

  isDrawn(i, columns) {
    return i < this.inputs.length && columns[this.inputs[i].variable].drawn;
  }

  // What follows in some futures from what the network has found.
  follow(table, columns, step, chosen, begin, count) {
    const { sectors, length, horizon, draws } = table, { x: asked, row, found } = this.network, at = length + step;
    const { noise, shared, spread, location, slopes, swings, offset, log, targetMean, targetScale, intercept } = this;
    const target = columns[this.name], value = target.value, logs = target.log;
    const before = offset && columns[offset.variable], past = before && (offset.log ? before.log : before.value);
    const own = spread.size > 1 ? 1 : 0;
    for (let c = 0, k = 0; c < count; c += 1) {
      const n = chosen[begin + c], r = n % draws, first = r * spread.stride, constant = intercept.of[r * intercept.stride];
      const from = before ? before.at(at - offset.lag, n, sectors) : 0, to = target.at(at, n, sectors);
      const given = (n * horizon + step) * sectors;
      for (let s = 0; s < sectors; s += 1, k += 1) {
        let sum = found[4 * k] + constant;
        if (location !== null) sum += location.of[r * location.stride + s];
        if (slopes !== null) sum += this.more(asked, k * row, r, s);
        let scale = spread.of[first + own * s];
        if (swings) scale += LARGEST_SWING * tanh(found[4 * k + 1] / LARGEST_SWING);
        sum += exp(scale) * noise[given + s];
        if (shared !== null) sum += shared.at(n * horizon + step, s);
        let next = targetMean + targetScale * sum;
        if (past !== null) next += past[from + s];
        if (logs !== null) logs[to + s] = log ? next : Math.log(next);
        value[to + s] = log ? exp(next) : next;
      }
    }
  }

  // Standardises one input of the first rows, from values that begin at a place; raises how far they lie outside what was seen.
  standardise(i, values, begin, rows, beyond) {
    const { z, width } = this, { x: asked, row } = this.network;
    const middle = this.mean[i], by = this.inverse[i], least = this.low[i], most = this.high[i];
    for (let k = 0; k < rows; k += 1) {
      const raw = values[begin + k], one = (raw - middle) * by;
      z[k * width + i] = one;
      asked[k * row + i] = one;
      if (!(raw >= least && raw <= most)) beyond[k] = Math.max(beyond[k], rangesBeyond(raw, least, most));
    }
  }

  // Raises distances by the ranges' and by the ellipsoid's, of the rows that begin at `first`.
  raise(outside, far, sectors, first) {
    const { z, width, whitening, farthest, beyond } = this, { found } = this.network, clearly = CLEARLY_INSIDE * farthest * farthest;
    for (let s = 0; s < sectors; s += 1) {
      let most = beyond[first + s];
      if (!(found[4 * (first + s) + 2] < clearly)) {
        const apart = beyondSupport(z, (first + s) * width, width, whitening, farthest);
        if (apart > most) most = apart;
      }
      if (!(most <= outside[far + s])) outside[far + s] = most;
    }
  }

  // What a sector's own slopes add, of its inputs that begin at a place.
  more(z, begin, r, s) {
    const { columns, more } = this.slopes, beta = this.network.weights.beta;
    let along = 0;
    for (const i of columns) along += z[begin + i] * beta.of[r * beta.stride + i];
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
