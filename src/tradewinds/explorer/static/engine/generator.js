// NumPy's generator PCG64 (O'Neill 2014), and its Normal (Doornik 2005) and Student numbers (Marsaglia & Tsang 2000):
// the same disturbances as the workflow's, from the state that its generator begins in.

const SHARE = 1 / 65536;

const ZIGGURAT = (() => {
  const r = 3.6541528853610088, area = 0.004928673233974658, scale = 2 ** 52;
  const edge = new Float64Array(256), k = new Float64Array(256), w = new Float64Array(256), f = new Float64Array(256);
  const density = (x) => Math.exp(-0.5 * x * x);
  edge[255] = r;
  for (let i = 254; i > 0; i -= 1) edge[i] = Math.sqrt(-2 * Math.log(area / edge[i + 1] + density(edge[i + 1])));
  for (let i = 1; i < 256; i += 1) {
    w[i] = edge[i] / scale;
    k[i] = i === 1 ? 0 : (edge[i - 1] / edge[i]) * scale;
    f[i] = density(edge[i]);
  }
  w[0] = area / density(r) / scale;
  k[0] = ((r * density(r)) / area) * scale;
  f[0] = 1;
  return { r, k, w, f };
})();

class Generator {
  // state and increment: 128 bits each, 32 hexadecimal digits
  constructor(state, increment) {
    this.state = Generator.limbs(state);
    this.increment = Generator.limbs(increment);
    this.high = 0;
    this.low = 0;
  }

  static limbs(digits) {
    return Int32Array.from([7, 6, 5, 4, 3, 2, 1, 0], (i) => parseInt(digits.slice(4 * i, 4 * i + 4), 16));
  }

  // state ← state · multiplier + increment, in eight limbs of 16 bits, the lowest first; then XSL-RR
  next() {
    const s = this.state, c = this.increment;
    const s0 = s[0], s1 = s[1], s2 = s[2], s3 = s[3], s4 = s[4], s5 = s[5], s6 = s[6], s7 = s[7];
    // 2360ed051fc65da4 4385df649fccf645
    const m0 = 0xf645, m1 = 0x9fcc, m2 = 0xdf64, m3 = 0x4385, m4 = 0x5da4, m5 = 0x1fc6, m6 = 0xed05, m7 = 0x2360;
    let sum = s0 * m0 + c[0];
    const carry0 = Math.floor(sum * SHARE);
    const t0 = sum - carry0 * 65536;
    sum = carry0 + s0 * m1 + s1 * m0 + c[1];
    const carry1 = Math.floor(sum * SHARE);
    const t1 = sum - carry1 * 65536;
    sum = carry1 + s0 * m2 + s1 * m1 + s2 * m0 + c[2];
    const carry2 = Math.floor(sum * SHARE);
    const t2 = sum - carry2 * 65536;
    sum = carry2 + s0 * m3 + s1 * m2 + s2 * m1 + s3 * m0 + c[3];
    const carry3 = Math.floor(sum * SHARE);
    const t3 = sum - carry3 * 65536;
    sum = carry3 + s0 * m4 + s1 * m3 + s2 * m2 + s3 * m1 + s4 * m0 + c[4];
    const carry4 = Math.floor(sum * SHARE);
    const t4 = sum - carry4 * 65536;
    sum = carry4 + s0 * m5 + s1 * m4 + s2 * m3 + s3 * m2 + s4 * m1 + s5 * m0 + c[5];
    const carry5 = Math.floor(sum * SHARE);
    const t5 = sum - carry5 * 65536;
    sum = carry5 + s0 * m6 + s1 * m5 + s2 * m4 + s3 * m3 + s4 * m2 + s5 * m1 + s6 * m0 + c[6];
    const carry6 = Math.floor(sum * SHARE);
    const t6 = sum - carry6 * 65536;
    sum = carry6 + s0 * m7 + s1 * m6 + s2 * m5 + s3 * m4 + s4 * m3 + s5 * m2 + s6 * m1 + s7 * m0 + c[7];
    const t7 = sum - Math.floor(sum * SHARE) * 65536;
    s[0] = t0; s[1] = t1; s[2] = t2; s[3] = t3; s[4] = t4; s[5] = t5; s[6] = t6; s[7] = t7;
    const high = (((t7 ^ t3) << 16) | (t6 ^ t2)) >>> 0, low = (((t5 ^ t1) << 16) | (t4 ^ t0)) >>> 0;
    const turn = t7 >>> 10;
    Generator.rotate(this, high, low, turn);
  }

  static rotate(into, high, low, turn) {
    const by = turn & 31;
    let top = high, bottom = low;
    if (turn >= 32) { top = low; bottom = high; }
    if (by === 0) { into.high = top; into.low = bottom; return; }
    into.high = ((top >>> by) | (bottom << (32 - by))) >>> 0;
    into.low = ((bottom >>> by) | (top << (32 - by))) >>> 0;
  }

  uniform() {
    this.next();
    return (this.high * 2097152 + (this.low >>> 11)) / 9007199254740992;
  }

  normal() {
    const { r, k, w, f } = ZIGGURAT;
    for (;;) {
      this.next();
      const i = this.low & 255, size = (this.high & 0x1fffffff) * 8388608 + (this.low >>> 9);
      const negative = (this.low >>> 8) & 1, x = negative ? -size * w[i] : size * w[i];
      if (size < k[i]) return x;
      if (i === 0) {
        const below = Math.floor(size / 256) % 2;
        for (;;) {
          const far = -Math.log1p(-this.uniform()) / r, height = -Math.log1p(-this.uniform());
          if (height + height > far * far) return below ? -(r + far) : r + far;
        }
      } else if ((f[i - 1] - f[i]) * this.uniform() + f[i] < Math.exp(-0.5 * x * x)) return x;
    }
  }

  // of a shape above 1
  gamma(shape) {
    const b = shape - 1 / 3, c = 1 / Math.sqrt(9 * b);
    for (;;) {
      let x, v;
      do { x = this.normal(); v = 1 + c * x; } while (v <= 0);
      v = v * v * v;
      const u = this.uniform();
      if (u < 1 - 0.0331 * x * x * x * x || Math.log(u) < 0.5 * x * x + b * (1 - v + Math.log(v))) return b * v;
    }
  }

  student(df) {
    const x = this.normal(), spread = this.gamma(df / 2);
    return (Math.sqrt(df / 2) * x) / Math.sqrt(spread);
  }
}

// Each sector's own noise [N, H, S], of scale 1; df [R] or null, of which a future has that of its draw.
function noiseOf({ state, increment }, df, futures, each) {
  const from = new Generator(state, increment), noise = new Float32Array(futures * each);
  for (let n = 0, i = 0; n < futures; n += 1) {
    const tail = df && df.of[(n % df.count) * df.stride];
    for (let k = 0; k < each; k += 1, i += 1) noise[i] = df ? from.student(tail) : from.normal();
  }
  return noise;
}
