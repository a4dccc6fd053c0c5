import type { RowChunk } from '../sources/array/npy-chunks.ts';
import { type ColumnRanges, ColumnScan } from './column-scan.ts';
import { type KnownSpectrum, leadingSpectrum } from './known-spectrum.ts';
import { type ColumnDivision, columnFactors } from './scaled-moments.ts';
import { UnusableValueError } from './summarize-rows.ts';

/** Rows so long that their covariance would not fit: it is known by its products with vectors, each a pass over the rows. */
export interface WideRows {
  readonly dim: number;
  /** All rows, from the first, at each call. */
  readonly chunks: () => Iterable<RowChunk>;
}

export interface WideSummary extends KnownSpectrum {
  readonly count: number;
  readonly ranges: ColumnRanges;
}

/** @throws UnusableValueError at the first number that is not finite, or not within float32 */
export function summarizeWideRows(rows: WideRows, division: ColumnDivision | null, wanted: number): WideSummary {
  const { count, mean, variances, ranges } = columnsOf(rows);
  const factors = division === null ? null : columnFactors(division, variances, ranges);
  const scaled = factors === null ? variances : variances.map((value, j) => value * (factors[j] as number) ** 2);
  const trace = scaled.reduce((sum, value) => sum + value, 0);
  const multiply = covarianceProducts(rows, count, mean, factors);
  return { count, ranges, ...leadingSpectrum(multiply, rows.dim, trace, wanted) };
}

/** Mean and variance of each column, of differences from the first row, divided by N. */
function columnsOf({ dim, chunks }: WideRows) {
  const scan = new ColumnScan(dim);
  let first: Float32Array | Float64Array | null = null;
  const means = new Float64Array(dim);
  const squares = new Float64Array(dim);
  let count = 0;
  for (const { values, rows } of chunks()) {
    const unusable = scan.add(values, rows);
    if (unusable !== null) throw new UnusableValueError(unusable);
    first ??= values.slice(0, dim);
    for (let row = 0; row < rows; row++) {
      count++;
      for (let j = 0; j < dim; j++) {
        // Welford 1962.
        const value = (values[row * dim + j] as number) - (first[j] as number);
        const off = value - (means[j] as number);
        means[j] = (means[j] as number) + off / count;
        squares[j] = (squares[j] as number) + off * (value - (means[j] as number));
      }
    }
  }
  const mean = means.map((value, j) => value + (first?.[j] ?? 0));
  return { count, mean, variances: squares.map((square) => square / count), ranges: scan.ranges() };
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
