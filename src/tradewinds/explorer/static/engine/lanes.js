// The networks of an equation's draws as a WebAssembly program for their shape, four units at a time, in single precision
// as their weights are. Where a browser has none, or lets none be made, rows are asked one by one (network.js).

const AT_ONCE = 8; // vectors of units that are summed up beside one another

// Numbers in whole vectors.
const padded = (count) => 4 * Math.ceil(count / 4);

// Where a draw's weights lie, in numbers from their beginning.
function placesOf(inputs, width, depth) {
  let size = 0;
  const next = (count) => { size += count; return size - count; };
  const layers = Array.from({ length: depth }, (_, layer) => {
    const rows = layer ? width : inputs;
    return { rows, bias: next(padded(width)), weights: next(rows * padded(width)) };
  });
  const linear = [next(padded(inputs)), next(padded(inputs))], last = [next(padded(width)), next(padded(width))];
  return { layers, linear, last, size };
}

// `run(x, out, draws, count)`: addresses of inputs [count · rows, D], of what is found [count · rows, 4] (location, swing,
// the squared length of the inputs times the matrix at `whitening` [D, D], nothing), and of the addresses of `count` draws.
function programOf({ inputs, width, depth, activation, rows: together, whitening, bytes }) {
  const { get, set, integer, plus, repeat, load, loadInteger, loadInAll, store, storeOne, inAll, lane, addOne, add, multiply } = WASM;
  const [x, out, draws, count, draw, left, from, weight, many, sums, one, square, p, first] = [0, 1, 2, 3, 4, 5, 6, 7, 8, [9, 10, 11], 12, 13, 14, 15];
  const { layers, linear, last } = placesOf(inputs, width, depth), across = padded(width), apart = 4 * across;
  const act = ACTIVATIONS_IN_LANES[activation](one, square, p);
  const forward = (local, by) => set(local, plus(get(local), integer(by)));
  // what a vector adds to location and swing, by weights that begin at these places
  const summed = (value, places, at) => places.map((place, i) => (
    set(sums[i], add(get(sums[i]), multiply(value, load(get(draw), 4 * place + at))))));
  const whole = (sum) => [0, 1, 2, 3].map((i) => lane(get(sum), i)).reduce(addOne);
  const body = [sums.map((sum) => set(sum, inAll(0)))];
  for (let at = 0; at < 4 * inputs; at += 16) body.push(summed(load(get(x), at), linear, at));
  // some units of a layer: their sums of `rows` inputs times weights that begin at `at` from `base`, begun with `bias`
  const units = (beside, source, rows, base, at, wide, bias) => [
    beside.map((j) => set(first + j, bias(j))),
    set(from, source), set(weight, base), set(many, integer(rows)),
    repeat([
      set(one, loadInAll(get(from), 0)),
      beside.map((j) => set(first + j, add(get(first + j), multiply(get(one), load(get(weight), at + 16 * j))))),
      forward(from, 4), forward(weight, wide), forward(many, -1), get(many),
    ]),
  ];
  const blocks = (vectors) => Array.from({ length: Math.ceil(vectors / AT_ONCE) }, (_, block) => ({
    begin: 16 * AT_ONCE * block, beside: [...Array(Math.min(AT_ONCE, vectors - AT_ONCE * block)).keys()],
  }));
  for (const { begin, beside } of blocks(padded(inputs) / 4)) {
    body.push(units(beside, get(x), inputs, integer(whitening), begin, 4 * padded(inputs), () => inAll(0)));
    body.push(beside.map((j) => set(sums[2], add(get(sums[2]), multiply(get(first + j), get(first + j))))));
  }
  layers.forEach(({ rows, bias, weights }, layer) => {
    const source = layer ? integer(apart * ((layer - 1) % 2)) : get(x);
    for (const { begin, beside } of blocks(across / 4)) {
      const place = (j) => begin + 16 * j;
      body.push(units(beside, source, rows, get(draw), 4 * weights + begin, apart, (j) => load(get(draw), 4 * bias + place(j))));
      body.push(beside.map((j) => [
        set(first + j, act(first + j)),
        layer + 1 < depth ? store(integer(apart * (layer % 2)), get(first + j), place(j)) : summed(get(first + j), last, place(j)),
      ]));
    }
  });
  body.push(sums.map((sum, i) => storeOne(get(out), whole(sum), 4 * i)));
  body.push(forward(x, 4 * padded(inputs)), forward(out, 16), forward(left, -1), get(left));
  const future = [
    set(draw, loadInteger(get(draws))), set(left, integer(together)), repeat(body),
    forward(draws, 4), forward(count, -1), get(count),
  ];
  return assembled({ parameters: 4, integers: 5, vectors: first + AT_ONCE - sums[0], body: repeat(future), bytes });
}

// What stands in a local, activated; further locals are free for use.
const ACTIVATIONS_IN_LANES = {
  tanh: (half, square, p) => (value) => tanhInLanes(WASM.get(value), half, square, p),
  relu: () => (value) => WASM.atLeast(WASM.get(value), WASM.inAll(0)),
  // x (1 + tanh(x / 2)) / 2
  swish: (half, square, p) => (value) => {
    const { get, multiply, add, inAll } = WASM, middle = multiply(get(value), inAll(0.5));
    return multiply(middle, add(inAll(1), tanhInLanes(middle, half, square, p)));
  },
};

// As `tanh` in activation.js.
function tanhInLanes(value, half, square, p) {
  const { get, set, add, multiply, divide, inAll, atMost, atLeast } = WASM;
  const along = (begin, ...numbers) => numbers.reduce((sum, number) => add(multiply(sum, get(square)), inAll(number)), begin);
  return [
    set(half, multiply(atLeast(atMost(value, inAll(10)), inAll(-10)), inAll(0.5))),
    set(square, multiply(get(half), get(half))),
    set(p, multiply(get(half), along(add(get(square), inAll(378)), 17325, 135135))),
    set(half, along(inAll(28), 3150, 62370, 135135)),
    divide(multiply(inAll(2), multiply(get(p), get(half))), add(multiply(get(half), get(half)), multiply(get(p), get(p)))),
  ];
}

class Lanes {
  // Of `rows` rows a draw, of `most` draws at a time; `weights` as a Network has them.
  constructor({ inputs, width, depth, activation, weights, draws, rows, most, whitening }) {
    const places = placesOf(inputs, width, depth), row = padded(inputs);
    const x = 2 * padded(width), out = x + padded(most * rows * row), list = out + 4 * most * rows, matrix = list + padded(most);
    const first = matrix + inputs * row, bytes = 4 * (first + draws * places.size);
    const shape = { inputs, width, depth, activation, rows, whitening: 4 * matrix, bytes };
    const program = new WebAssembly.Module(programOf(shape));
    const { run, memory } = new WebAssembly.Instance(program).exports, all = new Float32Array(memory.buffer);
    for (let i = 0; i < inputs; i += 1) for (let j = 0; j < inputs; j += 1) all[matrix + i * row + j] = whitening[i * inputs + j];
    for (let r = 0; r < draws; r += 1) Lanes.put(weights, places, inputs, width, r, all.subarray(first + r * places.size));
    Object.assign(this, { run, row, x: all.subarray(x, out), found: all.subarray(out, list) });
    Object.assign(this, { atX: 4 * x, atFound: 4 * out, atList: 4 * list, first: 4 * first, each: 4 * places.size });
    this.list = new Int32Array(memory.buffer, 4 * list, most);
  }

  static put({ layers, v, beta, sigma_v, sigma_beta }, places, inputs, width, r, into) {
    const copy = (of, count, to) => {
      if (of !== null) for (let i = 0; i < count; i += 1) into[to + i] = of.of[r * of.stride + i];
    };
    places.layers.forEach(({ rows, bias, weights }, layer) => {
      const [w, b] = layers[layer];
      copy(b, width, bias);
      // stored by unit, read by input
      for (let k = 0; k < width; k += 1) {
        for (let i = 0; i < rows; i += 1) into[weights + i * padded(width) + k] = w.of[r * w.stride + k * rows + i];
      }
    });
    [beta, sigma_beta].forEach((of, i) => copy(of, inputs, places.linear[i]));
    [v, sigma_v].forEach((of, i) => copy(of, width, places.last[i]));
  }

  // Sets `found` of the rows of `count` draws, whose numbers are `draws`.
  ask(draws, count) {
    for (let c = 0; c < count; c += 1) this.list[c] = this.first + draws[c] * this.each;
    this.run(this.atX, this.atFound, this.atList, count);
  }
}
