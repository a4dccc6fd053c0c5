import type { Moments } from '@collapse/closed-forms';

/** Data points transposed and centred at a time: a block of 784 columns stays in the second-level cache. */
const BLOCK_ROWS = 64;

/**
 * Mean [dim] and covariance [dim, dim] of bytes [count, dim] divided by 255, the covariance divided by N = count.
 *
 * The sums are integers, so they are exact and a pixel that never varies has variance exactly 0. Only the pixels that
 * are not black are visited, a fifth of an MNIST image. N^2 * 255^2 must stay below 2^53: N up to 372,000.
 */
export function byteMoments(pixels: Uint8Array, count: number, dim: number): Moments {
  const sums = new Float64Array(dim);
  const products = new Float64Array(dim * dim);
  const inkIndices = new Int32Array(dim);
  const inkValues = new Int32Array(dim);
  for (let row = 0; row < count; row++) {
    let ink = 0;
    for (let column = 0; column < dim; column++) {
      const value = pixels[row * dim + column] as number;
      if (value === 0) continue;
      inkIndices[ink] = column;
      inkValues[ink] = value;
      ink++;
      sums[column] = (sums[column] as number) + value;
    }
    for (let first = 0; first < ink; first++) {
      const start = (inkIndices[first] as number) * dim;
      const value = inkValues[first] as number;
      for (let second = first; second < ink; second++) {
        const cell = start + (inkIndices[second] as number);
        products[cell] = (products[cell] as number) + value * (inkValues[second] as number);
      }
    }
  }
  const scale = (count * 255) ** 2;
  for (let i = 0; i < dim; i++) {
    for (let j = i; j < dim; j++) {
      const numerator = count * (products[i * dim + j] as number) - (sums[i] as number) * (sums[j] as number);
      products[i * dim + j] = numerator / scale;
      products[j * dim + i] = numerator / scale;
    }
  }
  return { count, dim, mean: sums.map((sum) => sum / (count * 255)), covariance: products };
}

/** Mean [dim] and covariance [dim, dim] of values [count, dim] in float64, the covariance divided by N = count. */
export function denseMoments(values: Float32Array | Float64Array, count: number, dim: number): Moments {
  const mean = columnMeans(values, count, dim);
  return { count, dim, mean, covariance: covarianceOf(centredProducts(values, count, mean), count, dim) };
}

/** Mean of each column of values [count, dim], shape [dim]. */
export function columnMeans(values: Float32Array | Float64Array, count: number, dim: number): Float64Array {
  const mean = new Float64Array(dim);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < dim; column++) {
      mean[column] = (mean[column] as number) + (values[row * dim + column] as number);
    }
  }
  for (let column = 0; column < dim; column++) mean[column] = (mean[column] as number) / count;
  return mean;
}

/**
 * Sums over rows of the products of columns less `mean`, shape [dim, dim] on and above the diagonal: those of parts of the
 * data add up to those of all of it.
 * @param values shape [count, dim]
 * @param onRows told again and again how many rows are in the sums
 */
export function centredProducts(
  values: Float32Array | Float64Array,
  count: number,
  mean: Float64Array,
  onRows: (rows: number) => void = () => {},
): Float64Array<ArrayBuffer> {
  const dim = mean.length;
  // Columns are padded with zeros to a whole number of tiles, rows to a whole block.
  const paddedDim = Math.ceil(dim / 4) * 4;
  const block = new Float64Array(paddedDim * BLOCK_ROWS);
  const padded = new Float64Array(paddedDim * paddedDim);
  for (let start = 0; start < count; start += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, count - start);
    if (rows < BLOCK_ROWS) block.fill(0);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < dim; column++) {
        block[column * BLOCK_ROWS + row] = (values[(start + row) * dim + column] as number) - (mean[column] as number);
      }
    }
    addProducts(block, padded, paddedDim);
    onRows(start + rows);
  }
  const products = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = i; j < dim; j++) products[i * dim + j] = padded[i * paddedDim + j] as number;
  }
  return products;
}

/** Covariance [dim, dim], divided by N = count, of sums of products [dim, dim] that stand on and above the diagonal. */
export function covarianceOf(products: Float64Array, count: number, dim: number): Float64Array {
  const covariance = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = i; j < dim; j++) {
      const value = (products[i * dim + j] as number) / count;
      covariance[i * dim + j] = value;
      covariance[j * dim + i] = value;
    }
  }
  return covariance;
}

/** products += block block^T on and above the diagonal, in tiles of 4 x 2 whose sums stay in registers. */
function addProducts(block: Float64Array, products: Float64Array, dim: number): void {
  for (let i = 0; i < dim; i += 4) {
    for (let j = i; j < dim; j += 2) {
      let [s00, s01, s10, s11, s20, s21, s30, s31] = [0, 0, 0, 0, 0, 0, 0, 0];
      const [a, b] = [i * BLOCK_ROWS, j * BLOCK_ROWS];
      for (let row = 0; row < BLOCK_ROWS; row++) {
        const b0 = block[b + row] as number;
        const b1 = block[b + BLOCK_ROWS + row] as number;
        const a0 = block[a + row] as number;
        const a1 = block[a + BLOCK_ROWS + row] as number;
        const a2 = block[a + 2 * BLOCK_ROWS + row] as number;
        const a3 = block[a + 3 * BLOCK_ROWS + row] as number;
        s00 += a0 * b0;
        s01 += a0 * b1;
        s10 += a1 * b0;
        s11 += a1 * b1;
        s20 += a2 * b0;
        s21 += a2 * b1;
        s30 += a3 * b0;
        s31 += a3 * b1;
      }
      const sums = [s00, s01, s10, s11, s20, s21, s30, s31];
      for (let cell = 0; cell < 8; cell++) {
        const target = (i + (cell >> 1)) * dim + j + (cell & 1);
        products[target] = (products[target] as number) + (sums[cell] as number);
      }
    }
  }
}
