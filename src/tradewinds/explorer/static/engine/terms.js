// Terms of an equation: a variable at a lag, its change, or its mean over periods, on its scale or in logs.

// One variable of a table over L periods of the past and H to come: [L + H, N, S] where it differs between futures,
// [L + H, S] where it does not. `log` is kept beside it where some term takes logarithms.
class Column {
  constructor(length, futures, sectors, drawn, logs) {
    this.drawn = drawn;
    this.step = drawn ? futures * sectors : sectors;
    const count = length * this.step, Kind = count > 1000000 ? Float32Array : Float64Array;
    this.value = new Kind(count);
    this.log = logs ? new Kind(count) : null;
  }

  // where the sectors of a period and future begin
  at(period, future, sectors) {
    return period * this.step + (this.drawn ? future * sectors : 0);
  }

  set(period, values, sectors) {
    for (let n = 0; n < this.step / sectors; n += 1) {
      for (let s = 0; s < sectors; s += 1) {
        const i = period * this.step + n * sectors + s;
        this.value[i] = values[s];
        if (this.log) this.log[i] = Math.log(values[s]);
      }
    }
  }
}

// A term's value [S] in one period and future, written to `into` from `begin` on. `beside`: what its mean over all
// series is beside that of those carried.
function fillTerm(term, column, period, future, sectors, present, into, begin) {
  const of = term.log ? column.log : column.value;
  const now = column.at(period - term.lag, future, sectors);
  if (term.window > 1) {
    for (let s = 0; s < sectors; s += 1) {
      let sum = 0;
      for (let back = 0; back < term.window; back += 1) sum += of[now - back * column.step + s];
      into[begin + s] = sum / term.window;
    }
  } else if (term.step > 0) {
    const before = now - term.step * column.step;
    for (let s = 0; s < sectors; s += 1) into[begin + s] = of[now + s] - of[before + s];
  } else {
    for (let s = 0; s < sectors; s += 1) into[begin + s] = of[now + s];
  }
  if (term.common) {
    let sum = 0;
    const count = present ? present.length : sectors;
    for (let k = 0; k < count; k += 1) sum += into[begin + (present ? present[k] : k)];
    into.fill(sum / count + term.beside, begin, begin + sectors);
  }
}

// Inputs [D, S] of an equation in one period (counted from the first to come, which is 0), the usual levels taken off.
// `only`: terms that differ between futures (true), or those that do not (false), or all.
function fillInputs(equation, columns, length, step, future, sectors, into, only) {
  const { inputs, present, month, index, usual, width } = equation;
  for (let i = 0; i < inputs.length; i += 1) {
    const column = columns[inputs[i].variable];
    if (only !== undefined && column.drawn !== only) continue;
    fillTerm(inputs[i], column, length + step, future, sectors, present, into, i * sectors);
    if (usual) for (let s = 0; s < sectors; s += 1) into[i * sectors + s] -= usual[s * width + i];
  }
  if (only === true) return;
  let i = inputs.length;
  if (month) {
    for (let s = 0; s < sectors; s += 1) {
      into[i * sectors + s] = month[step * sectors + s] - (usual ? usual[s * width + i] : 0);
    }
    i += 1;
  }
  if (index !== null) {
    for (let s = 0; s < sectors; s += 1) into[i * sectors + s] = index + step - (usual ? usual[s * width + i] : 0);
  }
}
