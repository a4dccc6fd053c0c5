import type { DatasetSpecification } from '@collapse/trials';
import type { LoadOptions, SpecificationOf } from '../dataset.ts';
import type { ColumnRanges } from '../moments/moment-sums.ts';
import { datasetSource } from '../registry.ts';
import { arrayFile } from '../sources/array/array.ts';
import { unusableValue } from '../sources/array/column-scaling.ts';
import type { RowChunk } from '../sources/array/npy-chunks.ts';
import type { DataSummary } from './data-summary.ts';
import { type FileRows, rowsOfFile } from './file-rows.ts';
import { idleColumns } from './idle-columns.ts';
import { knownSpectrum } from './known-spectrum.ts';
import { type ColumnDivision, columnFactors, diagonalOf, scaledCovariance } from './scaled-moments.ts';
import { summarizeNpy } from './summarize-npy.ts';
import { log1pOf, type RowSummary, summarizeRows, UnusableValueError } from './summarize-rows.ts';
import { summarizeWideRows } from './wide-rows.ts';

export interface SummaryOptions extends LoadOptions {
  /** Leading eigenvalues that are needed, where the dimension is too large for all of them. */
  readonly wanted: number;
}

type ArraySpecification = SpecificationOf<'array'>;

/** The covariance of more columns would not fit beside what is made of it. */
const LARGEST_COVARIANCE = 4096;
/** From about this many products on, a user would wonder what takes so long. */
const NOTICED_PRODUCTS = 5e10;

/**
 * Spectrum and idle columns of a data set's training data. Plain .npy, .csv and .tsv files are read in chunks, so they may
 * be larger than memory; all else is loaded.
 * @throws UserError as loadDataset
 */
export async function summarizeData(
  specification: DatasetSpecification,
  options: SummaryOptions,
): Promise<DataSummary> {
  if (specification.name === 'array') {
    const file = arrayFile(specification, options);
    const rows = rowsOfFile(file, specification);
    if (rows !== null) return summarizeFile(file, rows, specification.scaling, options);
  }
  const { values, moments: momentsOf } = await datasetSource(specification.name).load(specification, options);
  const moments = momentsOf();
  const chunks = () => [{ values, rows: moments.count }];
  return summaryOf({ moments, ranges: rangesOf(values, moments.dim) }, null, chunks, options.wanted);
}

function rangesOf(values: Float32Array, dim: number): ColumnRanges {
  const smallest = new Float64Array(dim).fill(Number.POSITIVE_INFINITY);
  const largest = new Float64Array(dim).fill(Number.NEGATIVE_INFINITY);
  for (let start = 0; start < values.length; start += dim) {
    for (let column = 0; column < dim; column++) {
      const value = values[start + column] as number;
      if (value < (smallest[column] as number)) smallest[column] = value;
      if (value > (largest[column] as number)) largest[column] = value;
    }
  }
  return { smallest, largest };
}

function summaryOf(
  { moments, ranges }: RowSummary,
  division: ColumnDivision | null,
  chunks: () => Iterable<RowChunk>,
  wanted: number,
): DataSummary {
  const { count, dim, covariance } = moments;
  const variances = diagonalOf(covariance, dim);
  const mayBeEqual = (one: number, other: number) => covariance[one * dim + other] === variances[one];
  const idle = idleColumns(ranges, variances, mayBeEqual, chunks);
  const scaled =
    division === null ? covariance : scaledCovariance(covariance, columnFactors(division, variances, ranges));
  return { count, dim, ...idle, ...knownSpectrum(scaled, dim, wanted) };
}

async function summarizeFile(
  file: string,
  rows: FileRows,
  scaling: ArraySpecification['scaling'],
  options: SummaryOptions,
): Promise<DataSummary> {
  const { dim, nameOf } = rows;
  const division = scaling === 'standardize' || scaling === 'unit' ? scaling : null;
  const log1p = scaling === 'log1p';
  const chunks = () => (log1p ? log1pOf(rows.chunks(), dim) : rows.chunks());
  try {
    if (dim > LARGEST_COVARIANCE) {
      options.onNotice(`${dim} columns: taking the leading eigenvalues, which passes over the data again and again`);
      return summarizeWideRows({ dim, chunks }, division, options.wanted);
    }
    const { layout, count } = rows;
    if ((count ?? 0) * dim * dim > NOTICED_PRODUCTS)
      options.onNotice(`computing the covariance of ${count} x ${dim} values`);
    const summary =
      layout === null ? summarizeRows(chunks(), dim) : await summarizeNpy(layout, count ?? layout.count, log1p);
    return summaryOf(summary, division, chunks, options.wanted);
  } catch (error) {
    if (!(error instanceof UnusableValueError)) throw error;
    const { row, column, value } = error.place;
    throw unusableValue(`${file}, data point ${row + 1}, column ${nameOf(column)}`, value, log1p);
  }
}
