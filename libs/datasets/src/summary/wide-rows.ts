import { isUsable } from '../moments/moment-sums.ts';
import type { RowChunk } from '../sources/array/npy-chunks.ts';
import type { DataSummary } from './data-summary.ts';
import { idleColumns } from './idle-columns.ts';
import { leadingSpectrum } from './known-spectrum.ts';
import { type ColumnDivision, columnFactors } from './scaled-moments.ts';
import { UnusableValueError } from './summarize-rows.ts';

/** Rows so long that their covariance would not fit: it is known by its products with vectors, each a pass over the rows. */
export interface WideRows {
  readonly dim: number;
  /** All rows, from the first, at each call. */
  readonly chunks: () => Iterable<RowChunk>;
}

/** @throws UnusableValueError at the first number that is not finite, or not within float32 */
export function summarizeWideRows(rows: WideRows, division: ColumnDivision | null, wanted: number): DataSummary {
  const { count, mean, variances, ranges } = columnsOf(rows);
  const idle = idleColumns(ranges, variances, (one, other) => mean[one] === mean[other], rows.chunks);
  const factors = division === null ? null : columnFactors(division, variances, ranges);
  const scaled = factors === null ? variances : variances.map((value, j) => value * (factors[j] as number) ** 2);
  const trace = scaled.reduce((sum, value) => sum + value, 0);
  const multiply = covarianceProducts(rows, count, mean, factors);
  return { count, dim: rows.dim, ...idle, ...leadingSpectrum(multiply, rows.dim, trace, wanted) };
}

/** Mean, variance (divided by N) and range of each column, by Welford's updates (1962) of differences from the first row. */
function columnsOf({ dim, chunks }: WideRows) {
  let first: Float32Array | Float64Array | null = null;
  const means = new Float64Array(dim);
  const squares = new Float64Array(dim);
  const smallest = new Float64Array(dim).fill(Number.POSITIVE_INFINITY);
  const largest = new Float64Array(dim).fill(Number.NEGATIVE_INFINITY);
  let count = 0;
  for (const { values, rows } of chunks()) {
    first ??= values.slice(0, dim);
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < dim; j++) {
        const value = values[row * dim + j] as number;
        if (!isUsable(value)) throw new UnusableValueError({ row: count, column: j, value });
        if (value < (smallest[j] as number)) smallest[j] = value;
        if (value > (largest[j] as number)) largest[j] = value;
        const difference = value - (first[j] as number);
        const off = difference - (means[j] as number);
        means[j] = (means[j] as number) + off / (count + 1);
        squares[j] = (squares[j] as number) + off * (difference - (means[j] as number));
      }
      count++;
    }
  }
  const mean = means.map((value, j) => value + (first?.[j] ?? 0));
  return { count, mean, variances: squares.map((square) => square / count), ranges: { smallest, largest } };
}

/** Products of D C D with vectors, where C is the covariance and D has `factors` on its diagonal. */
function covarianceProducts(
  { dim, chunks }: WideRows,
  count: number,
  mean: Float64Array,
  factors: Float64Array | null,
) {
  const scale = (vector: Float64Array) =>
    factors === null ? vector : vector.map((value, j) => value * (factors[j] as number));
  return (given: readonly Float64Array[]): Float64Array[] => {
    const vectors = given.map(scale);
    const products = vectors.map(() => new Float64Array(dim));
    const centred = new Float64Array(dim);
    for (const { values, rows } of chunks()) {
      for (let row = 0; row < rows; row++) {
        for (let j = 0; j < dim; j++) centred[j] = (values[row * dim + j] as number) - (mean[j] as number);
        for (const [index, vector] of vectors.entries()) {
          addProjection(centred, vector, 1 / count, products[index] as Float64Array);
        }
      }
    }
    return products.map(scale);
  };
}

/** sums += share * (x . vector) x */
function addProjection(x: Float64Array, vector: Float64Array, share: number, sums: Float64Array): void {
  let [even, odd] = [0, 0];
  let j = 0;
  for (; j + 1 < x.length; j += 2) {
    even += (x[j] as number) * (vector[j] as number);
    odd += (x[j + 1] as number) * (vector[j + 1] as number);
  }
  if (j < x.length) even += (x[j] as number) * (vector[j] as number);
  const weight = share * (even + odd);
  for (let i = 0; i < x.length; i++) sums[i] = (sums[i] as number) + weight * (x[i] as number);
}
