import type { Moments } from '@collapse/closed-forms';
import { BLOCK_ROWS, type ProductKernel, productKernel } from './product-kernel.ts';

/** A number that cannot be used, by its place from 0. */
export interface UnusableValue {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** Shape [dim] each. */
export interface ColumnRanges {
  readonly smallest: Float64Array;
  readonly largest: Float64Array;
}

type Values = Float32Array | Float64Array;

const LARGEST_FLOAT32 = 2 ** 128 - 2 ** 103;
/** Rows taken into a block side by side: a line of cache of each column. */
const TOGETHER = 8;

/**
 * Mean, covariance and ranges of data points that come in chunks, float64. Sums are of differences from the mean of the
 * first chunk, so that they keep their digits wherever the data lie: the variance within and between chunks is at least
 * (size of the first chunk / N) times the square of what that mean is off by.
 */
export class MomentSums {
  readonly #dim: number;
  readonly #kernel: ProductKernel;
  /** Of differences. */
  readonly #sums: Float64Array;
  readonly #lowest: Float64Array;
  readonly #highest: Float64Array;
  #shift: Float64Array | null = null;
  #count = 0;

  constructor(dim: number) {
    this.#dim = dim;
    this.#kernel = productKernel(dim);
    this.#sums = new Float64Array(dim);
    this.#lowest = new Float64Array(dim).fill(Number.POSITIVE_INFINITY);
    this.#highest = new Float64Array(dim).fill(Number.NEGATIVE_INFINITY);
  }

  /**
   * @param values shape [rows, dim]
   * @returns the first of them that is not a finite number within float32, after which the sums are of no use; null where
   * all are
   */
  add(values: Values, rows: number): UnusableValue | null {
    if (rows === 0) return null;
    const shift = this.#shift ?? meanOf(values, rows, this.#dim);
    this.#shift = shift;
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const taken = Math.min(BLOCK_ROWS, rows - start);
      fillBlock(this.#kernel.block, values, start, taken, shift);
      if (!this.#sumBlock(taken, shift)) return this.#firstUnusable(values, rows);
      this.#kernel.add();
    }
    this.#count += rows;
    return null;
  }

  /** Sums and ranges of a block's columns. @returns whether all numbers can be used */
  #sumBlock(rows: number, shift: Float64Array): boolean {
    const { block } = this.#kernel;
    for (let column = 0; column < this.#dim; column++) {
      const start = column * BLOCK_ROWS;
      let lowest = this.#lowest[column] as number;
      let highest = this.#highest[column] as number;
      let sum = 0;
      for (let index = start; index < start + rows; index++) {
        const value = block[index] as number;
        if (value < lowest) lowest = value;
        if (value > highest) highest = value;
        sum += value;
      }
      const middle = shift[column] as number;
      // A NaN is in no range, but stays in the sum.
      if (!Number.isFinite(sum) || middle + highest > LARGEST_FLOAT32 || middle + lowest < -LARGEST_FLOAT32)
        return false;
      this.#lowest[column] = lowest;
      this.#highest[column] = highest;
      this.#sums[column] = (this.#sums[column] as number) + sum;
    }
    return true;
  }

  #firstUnusable(values: Values, rows: number): UnusableValue | null {
    const dim = this.#dim;
    const index = values.subarray(0, rows * dim).findIndex((value) => !isUsable(value));
    if (index < 0) return null;
    return { row: this.#count + Math.floor(index / dim), column: index % dim, value: values[index] as number };
  }

  /** Of all data points so far. */
  ranges(): ColumnRanges {
    const shift = this.#shift ?? new Float64Array(this.#dim);
    return {
      smallest: this.#lowest.map((value, column) => value + (shift[column] as number)),
      largest: this.#highest.map((value, column) => value + (shift[column] as number)),
    };
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

/** A finite number within float32, as models take them. */
export function isUsable(value: number): boolean {
  return Math.abs(value) <= LARGEST_FLOAT32;
}

/** Rows from `start` on column by column, less the shift; 0 where a block has no more of them. */
function fillBlock(block: Float64Array, values: Values, start: number, rows: number, shift: Float64Array): void {
  const dim = shift.length;
  if (rows < BLOCK_ROWS) block.fill(0);
  for (let first = 0; first < rows; first += TOGETHER) {
    const end = Math.min(first + TOGETHER, rows);
    for (let column = 0; column < dim; column++) {
      const middle = shift[column] as number;
      const target = column * BLOCK_ROWS;
      for (let row = first; row < end; row++) {
        block[target + row] = (values[(start + row) * dim + column] as number) - middle;
      }
    }
  }
}

/** By column, as differences from the first row: equal numbers have exactly their own mean. */
function meanOf(values: Values, rows: number, dim: number): Float64Array {
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

export function mergeRanges(one: ColumnRanges, other: ColumnRanges): ColumnRanges {
  return {
    smallest: one.smallest.map((value, column) => Math.min(value, other.smallest[column] as number)),
    largest: one.largest.map((value, column) => Math.max(value, other.largest[column] as number)),
  };
}
