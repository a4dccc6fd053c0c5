/** A symmetric tridiagonal matrix. */
export interface Tridiagonal {
  /** Shape [n]. */
  readonly diagonal: Float64Array;
  /** Shape [n - 1]: beside the diagonal. */
  readonly offDiagonal: Float64Array;
}

/**
 * Householder's reduction of a symmetric matrix [n, n], row-major, of which only the lower triangle is read and which is
 * overwritten (Golub & Van Loan 2013, section 8.3.1). From the last row upwards, so that rows are passed over in order;
 * the update of one step and the product of the next share a pass, since memory is what it waits for.
 */
export function tridiagonalize(matrix: Float64Array, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(Math.max(0, n - 1));
  // Of the step before: A - v w^T - w v^T is still to be done.
  let v: Float64Array = new Float64Array(n);
  let w: Float64Array = new Float64Array(n);
  for (let last = n - 1; last > 0; last--) {
    updateRow(matrix, n, last, v, w);
    const row = matrix.subarray(last * n, last * n + last);
    diagonal[last] = matrix[last * n + last] as number;
    const reflector = new Float64Array(n);
    const { scale, offDiagonal: left } = householder(row, reflector);
    offDiagonal[last - 1] = left;
    const product = updateAndMultiply(matrix, n, last, v, w, reflector);
    let overlap = 0;
    for (let j = 0; j < last; j++) overlap += (product[j] as number) * (reflector[j] as number);
    for (let j = 0; j < last; j++) {
      product[j] = scale * (product[j] as number) - ((scale * scale * overlap) / 2) * (reflector[j] as number);
    }
    [v, w] = [reflector, product];
  }
  if (n > 0) {
    updateRow(matrix, n, 0, v, w);
    diagonal[0] = matrix[0] as number;
  }
  return { diagonal, offDiagonal };
}

/** Row `i` up to the diagonal, less v w^T + w v^T. */
function updateRow(matrix: Float64Array, n: number, i: number, v: Float64Array, w: Float64Array): void {
  const [vi, wi] = [v[i] as number, w[i] as number];
  for (let j = 0; j <= i; j++) {
    matrix[i * n + j] = (matrix[i * n + j] as number) - vi * (w[j] as number) - wi * (v[j] as number);
  }
}

/** I - scale u u^T takes `row` to its last element alone, `offDiagonal`; u is written into `reflector`. */
function householder(row: Float64Array, reflector: Float64Array): { scale: number; offDiagonal: number } {
  const end = row.length - 1;
  const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const others = row.subarray(0, end).some((value) => value !== 0);
  if (!others) return { scale: 0, offDiagonal: row[end] as number };
  let square = 0;
  for (let j = 0; j <= end; j++) {
    const value = (row[j] as number) / largest;
    reflector[j] = value;
    square += value * value;
  }
  const pivot = reflector[end] as number;
  const norm = pivot >= 0 ? Math.sqrt(square) : -Math.sqrt(square);
  reflector[end] = pivot + norm;
  return { scale: 1 / (square + pivot * norm), offDiagonal: -norm * largest };
}

/** The leading [size, size] part less v w^T + w v^T, and its product with `x`. */
function updateAndMultiply(
  matrix: Float64Array,
  n: number,
  size: number,
  v: Float64Array,
  w: Float64Array,
  x: Float64Array,
): Float64Array {
  const product = new Float64Array(n);
  for (let i = 0; i < size; i++) {
    const [vi, wi, xi] = [v[i] as number, w[i] as number, x[i] as number];
    const start = i * n;
    let sum = 0;
    for (let j = 0; j < i; j++) {
      const value = (matrix[start + j] as number) - vi * (w[j] as number) - wi * (v[j] as number);
      matrix[start + j] = value;
      sum += value * (x[j] as number);
      product[j] = (product[j] as number) + value * xi;
    }
    const value = (matrix[start + i] as number) - 2 * vi * wi;
    matrix[start + i] = value;
    product[i] = sum + value * xi;
  }
  return product;
}

const MOST_SWEEPS = 60;

/**
 * Eigenvalues of a symmetric tridiagonal matrix, ascending, by the QL method with implicit shifts (Dubrulle, Martin &
 * Wilkinson 1971).
 * @throws RangeError where it does not converge, as with numbers that are not finite
 */
export function tridiagonalEigenvalues({ diagonal, offDiagonal }: Tridiagonal): Float64Array {
  const n = diagonal.length;
  const d = diagonal.slice();
  const e = new Float64Array(n);
  e.set(offDiagonal);
  for (let first = 0; first < n; first++) {
    for (let sweep = 0; ; sweep++) {
      let last = first;
      while (last < n - 1 && !isNegligible(e[last] as number, d[last] as number, d[last + 1] as number)) last++;
      if (last === first) break;
      if (sweep === MOST_SWEEPS) throw new RangeError('the eigenvalues do not converge');
      implicitQl(d, e, first, last);
    }
  }
  return d.sort();
}

function isNegligible(between: number, one: number, other: number): boolean {
  return Math.abs(between) <= Number.EPSILON * (Math.abs(one) + Math.abs(other));
}

function implicitQl(d: Float64Array, e: Float64Array, first: number, last: number): void {
  const [d0, e0] = [d[first] as number, e[first] as number];
  let g = ((d[first + 1] as number) - d0) / (2 * e0);
  g = (d[last] as number) - d0 + e0 / (g + (g >= 0 ? 1 : -1) * Math.hypot(g, 1));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = last - 1; i >= first; i--) {
    const f = sine * (e[i] as number);
    const b = cosine * (e[i] as number);
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] = (d[i + 1] as number) - shift;
      e[last] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = (d[i + 1] as number) - shift;
    const turned = ((d[i] as number) - g) * sine + 2 * cosine * b;
    shift = sine * turned;
    d[i + 1] = g + shift;
    g = cosine * turned - b;
  }
  d[first] = d0 - shift;
  e[first] = g;
  e[last] = 0;
}
