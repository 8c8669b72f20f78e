// The block of numbers, and the arrays in it (numbers.py).

function bytesOf(text) {
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes.buffer;
}

function arrayAt(buffer, reference) {
  const { at, kind, shape } = reference;
  const count = shape.reduce((product, size) => product * size, 1);
  if (kind === "f8") return new Float64Array(buffer, at, count);
  if (kind === "f4") return new Float32Array(buffer, at, count);
  const codes = new Uint16Array(buffer, at, count);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 1) values[i] = reference.low + reference.step * codes[i];
  return values;
}

// [R, …] with the stride of a draw, 0 where all draws have the same.
function drawsAt(buffer, reference) {
  if (!reference) return null;
  const size = reference.shape.slice(1).reduce((product, one) => product * one, 1);
  return { of: arrayAt(buffer, reference), stride: reference.shape[0] === 1 ? 0 : size, size };
}
