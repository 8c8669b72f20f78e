// How far inputs lie outside what was seen in training, in ranges of it.

const FAR = 5;

function rangesBeyond(x, low, high) {
  if (!(x >= low || x <= high)) return Infinity; // no number
  const beyond = Math.max(low - x, x - high, 0), width = high - low;
  if (width > 0) return beyond / width;
  return Math.abs(x - low) <= 1e-8 + 1e-5 * Math.abs(low) ? 0 : Infinity;
}

// Beyond the ellipsoid of the training rows, in its diameters, of a row of `z` that begins at a place; `whitening` column
// by column, its upper triangle alone.
function beyondSupport(z, begin, size, whitening, farthest) {
  if (!farthest) return 0;
  let apart = 0;
  for (let j = 0, k = 0; j < size; j += 1) {
    let sum = 0;
    for (let i = 0; i <= j; i += 1, k += 1) sum += z[begin + i] * whitening[k];
    apart += sum * sum;
  }
  apart /= farthest * farthest;
  return apart > 1 ? Math.min((Math.sqrt(apart) - 1) / 2, FAR) : 0;
}

function upperTriangle(matrix, size) {
  const packed = new Float64Array((size * (size + 1)) / 2);
  for (let j = 0, k = 0; j < size; j += 1) for (let i = 0; i <= j; i += 1, k += 1) packed[k] = matrix[i * size + j];
  return packed;
}
