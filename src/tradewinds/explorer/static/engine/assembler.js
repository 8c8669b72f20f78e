// Words of WebAssembly, of which a module of one memory and one function is put together where it runs: expressions are
// nested lists of bytes, operands before operators. Numbers of the operators: WebAssembly Core Specification 2.0, 5.4.

const TYPE = { i32: 0x7f, v128: 0x7b };

function unsigned(value) {
  const bytes = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 128) return [...bytes, left];
    bytes.push((left & 127) | 128);
  }
}

function signed(value) {
  const bytes = [];
  for (let left = value; ; left >>= 7) {
    if (left >= -64 && left < 64) return [...bytes, left & 127];
    bytes.push((left & 127) | 128);
  }
}

const vector = (code, ...rest) => [0xfd, unsigned(code), ...rest];

const WASM = {
  get: (local) => [0x20, unsigned(local)],
  set: (local, value) => [value, 0x21, unsigned(local)],
  integer: (value) => [0x41, signed(value)],
  plus: (one, other) => [one, other, 0x6a],
  // the body again as long as what it leaves behind is not zero
  repeat: (body) => [0x03, 0x40, body, 0x0d, 0, 0x0b],
  loadInteger: (from) => [from, 0x28, 2, 0],
  load: (from, offset) => [from, vector(0x00, 2, unsigned(offset))],
  loadInAll: (from, offset) => [from, vector(0x09, 2, unsigned(offset))],
  store: (to, value, offset) => [to, value, vector(0x0b, 2, unsigned(offset))],
  storeOne: (to, value, offset) => [to, value, 0x38, 2, unsigned(offset)],
  inAll: (number) => [0x43, ...new Uint8Array(Float32Array.of(number).buffer), vector(0x13)],
  lane: (value, number) => [value, vector(0x1f, number)],
  addOne: (one, other) => [one, other, 0x92],
  add: (one, other) => [one, other, vector(0xe4)],
  multiply: (one, other) => [one, other, vector(0xe6)],
  divide: (one, other) => [one, other, vector(0xe7)],
  // no number stays none where it comes first
  atMost: (value, most) => [value, most, vector(0xea)],
  atLeast: (value, least) => [value, least, vector(0xeb)],
};

// A module whose function `run` takes `parameters` integers and has further `locals` of two types: integers, vectors.
function assembled({ parameters, integers, vectors, body, bytes }) {
  const section = (id, content) => {
    const inside = content.flat(Infinity);
    return [id, unsigned(inside.length), inside];
  };
  const text = (word) => [word.length, ...[...word].map((letter) => letter.charCodeAt(0))];
  const code = [2, unsigned(integers), TYPE.i32, unsigned(vectors), TYPE.v128, body, 0x0b].flat(Infinity);
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    section(1, [1, 0x60, parameters, Array(parameters).fill(TYPE.i32), 0]),
    section(3, [1, 0]),
    section(5, [1, 0, unsigned(Math.ceil(bytes / 65536))]),
    section(7, [2, text("run"), 0, 0, text("memory"), 2, 0]),
    section(10, [1, unsigned(code.length), code]),
  ].flat(Infinity));
}
