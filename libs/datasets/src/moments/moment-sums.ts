import type { Moments } from '@collapse/closed-forms';
import { BLOCK_ROWS, type ProductKernel, productKernel } from './product-kernel.ts';

/**
 * Mean and covariance of data points that come in chunks, float64. Sums are of differences from the mean of the first
 * chunk, so that they keep their digits wherever the data lie: the variance within and between chunks is at least
 * (size of the first chunk / N) times the square of what that mean is off by.
 */
export class MomentSums {
  readonly #dim: number;
  readonly #kernel: ProductKernel;
  readonly #sums: Float64Array;
  #shift: Float64Array | null = null;
  #count = 0;

  constructor(dim: number) {
    this.#dim = dim;
    this.#kernel = productKernel(dim);
    this.#sums = new Float64Array(dim);
  }

  /** @param values shape [rows, dim] */
  add(values: Float32Array | Float64Array, rows: number): void {
    if (rows === 0) return;
    this.#shift ??= meanOf(values, rows, this.#dim);
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      this.#fillBlock(values, start, Math.min(BLOCK_ROWS, rows - start));
      this.#kernel.add();
    }
    this.#count += rows;
  }

  /** A block column by column, less the shift, its last rows 0 where there are fewer. */
  #fillBlock(values: Float32Array | Float64Array, start: number, rows: number): void {
    const dim = this.#dim;
    const sums = this.#sums;
    const { block } = this.#kernel;
    const shift = this.#shift as Float64Array;
    if (rows < BLOCK_ROWS) block.fill(0);
    for (let row = 0; row < rows; row++) {
      const from = (start + row) * dim;
      for (let column = 0; column < dim; column++) {
        const value = (values[from + column] as number) - (shift[column] as number);
        sums[column] = (sums[column] as number) + value;
        block[column * BLOCK_ROWS + row] = value;
      }
    }
  }

  /** Of all data points so far, the covariance divided by N. */
  moments(): Moments {
    const dim = this.#dim;
    const count = this.#count;
    const { products, paddedDim } = this.#kernel;
    const off = this.#sums.map((sum) => sum / count);
    const covariance = new Float64Array(dim * dim);
    for (let i = 0; i < dim; i++) {
      for (let j = i; j < dim; j++) {
        const value = (products[i * paddedDim + j] as number) / count - (off[i] as number) * (off[j] as number);
        covariance[i * dim + j] = value;
        covariance[j * dim + i] = value;
      }
    }
    const mean = off.map((value, column) => (this.#shift?.[column] ?? 0) + value);
    return { count, dim, mean, covariance };
  }
}

/** By column, as differences from the first row: equal numbers have exactly their own mean. */
function meanOf(values: Float32Array | Float64Array, rows: number, dim: number): Float64Array {
  const sums = new Float64Array(dim);
  for (let row = 1; row < rows; row++) {
    for (let column = 0; column < dim; column++) {
      sums[column] = (sums[column] as number) + ((values[row * dim + column] as number) - (values[column] as number));
    }
  }
  return sums.map((sum, column) => (values[column] as number) + sum / rows);
}

/** Moments of two sets of data points together (Chan, Golub & LeVeque 1983). */
export function mergeMoments(one: Moments, other: Moments): Moments {
  const { dim } = one;
  const count = one.count + other.count;
  const [share, rest] = [one.count / count, other.count / count];
  const difference = other.mean.map((value, column) => value - (one.mean[column] as number));
  const covariance = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < dim; j++) {
      const cell = i * dim + j;
      covariance[cell] =
        share * (one.covariance[cell] as number) +
        rest * (other.covariance[cell] as number) +
        share * rest * (difference[i] as number) * (difference[j] as number);
    }
  }
  const mean = one.mean.map((value, column) => value + rest * (difference[column] as number));
  return { count, dim, mean, covariance };
}
