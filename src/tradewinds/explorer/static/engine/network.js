// The network of one draw: location and log noise scale of a row of standardised inputs (docs/model.md).

const LARGEST_SWING = 2;

class Network {
  // `most`: of how many draws it is asked at a time, for `rows` rows each
  constructor(model, inputs, get, { rows, most, draws, whitening }) {
    this.inputs = inputs;
    this.width = model.width;
    this.depth = model.depth;
    this.activation = ACTIVATIONS[model.activation];
    this.tanh = model.activation === "tanh";
    this.weights = Network.weights(model.weights, get);
    this.anchor = model.anchor && Network.weights(model.anchor, get);
    const size = Math.max(this.width, 1);
    this.hidden = [new Float64Array(size), new Float64Array(size)];
    this.moved = [new Float64Array(size), new Float64Array(size)];
    this.location = 0;
    this.swing = 0;
    const shape = { ...model, inputs, weights: this.weights, draws, rows, most, whitening };
    this.lanes = this.anchor || !this.depth || !inputs ? null : lanesOf(shape); // its program has one input at least
    this.rows = rows;
    this.row = this.lanes ? this.lanes.row : inputs;
    this.x = this.lanes ? this.lanes.x : new Float64Array(Math.max(1, inputs) * rows * most);
    this.one = new Float64Array(Math.max(1, inputs));
    this.found = this.lanes ? this.lanes.found : new Float64Array(4 * rows * most);
  }

  // Of the rows of `count` draws, one after the other in `x` [rows, row], sets `found` [rows, 4]: location, but for the
  // intercept; swing, what the inputs add to the log noise scale; roughly the squared length of the whitened inputs, or no
  // number.
  askAll(draws, count) {
    if (this.lanes) return this.lanes.ask(draws, count);
    const { x, row, rows, found, one } = this;
    for (let k = 0; k < count * rows; k += 1) {
      for (let i = 0; i < row; i += 1) one[i] = x[k * row + i];
      this.ask(one, draws[Math.floor(k / rows)]);
      found[4 * k] = this.location;
      found[4 * k + 1] = this.swing;
      found[4 * k + 2] = NaN;
    }
    return null;
  }

  static weights(of, get) {
    const known = { layers: of.layers.map((pair) => pair.map(get)) };
    for (const name of ["intercept", "v", "beta", "sigma_beta", "sigma_v"]) known[name] = get(of[name] || null);
    return known;
  }

  // sets `location` and `swing` for inputs x [D] and draw r
  ask(x, r) {
    if (this.anchor) this.askAbout(x, r);
    else this.askItself(x, r);
  }

  askItself(x, r) {
    const { weights, width, depth, inputs } = this, act = this.tanh ? tanh : this.activation.of;
    let before = x, size = inputs;
    for (let layer = 0; layer < depth; layer += 1) {
      const into = this.hidden[layer % 2];
      unit(before, size, weights.layers[layer], width, r, act, into);
      before = into;
      size = width;
    }
    this.location = 0;
    this.swing = 0;
    if (depth > 0) this.add(before, width, weights.v, weights.sigma_v, r);
    if (weights.beta !== null || weights.sigma_beta !== null) this.add(x, inputs, weights.beta, weights.sigma_beta, r);
  }

  // Adds x · w to the location and x · u to the swing, where these weights are there.
  add(x, size, weights, others, r) {
    let sum = 0, other = 0;
    if (weights !== null && others !== null) {
      const w = weights.of, u = others.of, first = r * weights.stride, second = r * others.stride;
      for (let i = 0; i < size; i += 1) {
        sum += x[i] * w[first + i];
        other += x[i] * u[second + i];
      }
    } else if (weights !== null) sum = dot(x, size, weights, r);
    else other = dot(x, size, others, r);
    this.location += sum;
    this.swing += other;
  }

  // linear in the weights about the anchor: f(x; w*) + J(x) (w − w*)
  askAbout(x, r) {
    const { weights, anchor, width, activation } = this;
    let before = x, change = null, size = this.inputs;
    for (let layer = 0; layer < this.depth; layer += 1) {
      const [W, b] = weights.layers[layer], [V, a] = anchor.layers[layer];
      const into = this.hidden[layer % 2], moved = this.moved[layer % 2];
      for (let k = 0; k < width; k += 1) {
        const w = r * W.stride + k * size, v = r * V.stride + k * size;
        let sum = a.of[r * a.stride + k], slope = b.of[r * b.stride + k] - sum;
        for (let i = 0; i < size; i += 1) {
          sum += before[i] * V.of[v + i];
          slope += before[i] * (W.of[w + i] - V.of[v + i]);
          if (change) slope += change[i] * V.of[v + i];
        }
        into[k] = activation.of(sum);
        moved[k] = activation.slope(sum, into[k]) * slope;
      }
      before = into;
      change = moved;
      size = width;
    }
    this.location = 0;
    this.swing = 0;
    if (this.depth) {
      this.location += dot(before, width, weights.v, r) + dot(change, width, anchor.v, r);
      if (anchor.sigma_v) this.swing += dot(before, width, weights.sigma_v, r) + dot(change, width, anchor.sigma_v, r);
    }
    if (anchor.beta) this.location += dot(x, this.inputs, weights.beta, r);
    if (anchor.sigma_beta) this.swing += dot(x, this.inputs, weights.sigma_beta, r);
  }
}

function lanesOf(shape) {
  try {
    return new Lanes(shape);
  } catch {
    return null;
  }
}

// φ(h W + b) of one layer, four units at a time
function unit(before, size, layer, width, r, act, into) {
  const w = layer[0].of, bias = layer[1].of, second = r * layer[1].stride;
  let j = r * layer[0].stride, k = 0;
  for (; k + 4 <= width; k += 4) {
    let a = bias[second + k], b = bias[second + k + 1], c = bias[second + k + 2], d = bias[second + k + 3];
    for (let i = 0; i < size; i += 1) {
      const x = before[i];
      a += x * w[j + i];
      b += x * w[j + size + i];
      c += x * w[j + 2 * size + i];
      d += x * w[j + 3 * size + i];
    }
    j += 4 * size;
    into[k] = act(a);
    into[k + 1] = act(b);
    into[k + 2] = act(c);
    into[k + 3] = act(d);
  }
  for (; k < width; k += 1, j += size) {
    let sum = bias[second + k];
    for (let i = 0; i < size; i += 1) sum += before[i] * w[j + i];
    into[k] = act(sum);
  }
}

function dot(x, size, weights, r) {
  const w = weights.of, first = r * weights.stride;
  let sum = 0;
  for (let i = 0; i < size; i += 1) sum += x[i] * w[first + i];
  return sum;
}
