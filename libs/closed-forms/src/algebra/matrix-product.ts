/**
 * Products of row-major float64 matrices. Plain loops over contiguous rows: at d = 784, k = 200 they are several times
 * faster than matrix objects.
 */

/** Rows of the right factor kept in cache while all rows of the left one pass over them. */
const BLOCK = 32;

/** sum_j a[aStart + j] * b[bStart + j] over `length` elements. */
export function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, length: number): number {
  let even = 0;
  let odd = 0;
  let j = 0;
  for (; j + 1 < length; j += 2) {
    even += (a[aStart + j] as number) * (b[bStart + j] as number);
    odd += (a[aStart + j + 1] as number) * (b[bStart + j + 1] as number);
  }
  if (j < length) even += (a[aStart + j] as number) * (b[bStart + j] as number);
  return even + odd;
}

/** y[yStart + j] += scale * x[xStart + j] over `length` elements. */
export function addScaled(
  scale: number,
  x: Float64Array,
  xStart: number,
  y: Float64Array,
  yStart: number,
  length: number,
): void {
  for (let j = 0; j < length; j++) y[yStart + j] = (y[yStart + j] as number) + scale * (x[xStart + j] as number);
}

/** a [n, m] times b [m, p], shape [n, p]. */
export function multiply(a: Float64Array, b: Float64Array, n: number, m: number, p: number): Float64Array {
  const product = new Float64Array(n * p);
  for (let block = 0; block < m; block += BLOCK) {
    const end = Math.min(block + BLOCK, m);
    for (let i = 0; i < n; i++) {
      let j = block;
      for (; j + 3 < end; j += 4) addFourRows(a, i * m + j, b, j * p, product, i * p, p);
      for (; j < end; j++) addScaled(a[i * m + j] as number, b, j * p, product, i * p, p);
    }
  }
  return product;
}

/** Adds four consecutive rows of b, scaled by four consecutive elements of a, to one row of the product. */
function addFourRows(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  product: Float64Array,
  start: number,
  p: number,
): void {
  const a0 = a[aStart] as number;
  const a1 = a[aStart + 1] as number;
  const a2 = a[aStart + 2] as number;
  const a3 = a[aStart + 3] as number;
  const b1 = bStart + p;
  const b2 = b1 + p;
  const b3 = b2 + p;
  for (let column = 0; column < p; column++) {
    product[start + column] =
      (product[start + column] as number) +
      a0 * (b[bStart + column] as number) +
      a1 * (b[b1 + column] as number) +
      a2 * (b[b2 + column] as number) +
      a3 * (b[b3 + column] as number);
  }
}

/** a [n, m] times the vector x [m], shape [n]. */
export function multiplyVector(a: Float64Array, x: Float64Array, n: number, m: number): Float64Array {
  const product = new Float64Array(n);
  for (let i = 0; i < n; i++) product[i] = dot(a, i * m, x, 0, m);
  return product;
}

/** Transpose of a [n, m], shape [m, n]. */
export function transpose(a: Float64Array, n: number, m: number): Float64Array {
  const result = new Float64Array(m * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) result[j * n + i] = a[i * m + j] as number;
  return result;
}

/** a^T diag(weights) a for a [n, m], symmetric, shape [m, m]. */
export function weightedGram(a: Float64Array, weights: Float64Array, n: number, m: number): Float64Array {
  const gram = new Float64Array(m * m);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < m; i++) {
      const scale = (weights[row] as number) * (a[row * m + i] as number);
      addScaled(scale, a, row * m + i, gram, i * m + i, m - i);
    }
  }
  mirrorUpper(gram, m);
  return gram;
}

/** Copies the upper triangle of a square matrix onto its lower one, in place. */
export function mirrorUpper(a: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) a[i * size + j] = a[j * size + i] as number;
}
