import { type DatasetSpecification, UserError } from '@collapse/trials';
import type { LoadOptions, SpecificationOf } from '../dataset.ts';
import { datasetSource } from '../registry.ts';
import { arrayFile } from '../sources/array/array.ts';
import { type ColumnRanges, ColumnScan, type IdleColumns, idleColumns } from './column-scan.ts';
import { type FileRows, rowsOfFile } from './file-rows.ts';
import { type KnownSpectrum, knownSpectrum } from './known-spectrum.ts';
import { columnFactors, diagonalOf, scaledCovariance } from './scaled-moments.ts';
import { summarizeNpy } from './summarize-npy.ts';
import { log1pOf, summarizeRows, UnusableValueError } from './summarize-rows.ts';
import { summarizeWideRows } from './wide-rows.ts';

/** What the closed forms need to know of data, without the data. */
export interface DataSummary extends KnownSpectrum, IdleColumns {
  readonly count: number;
  readonly dim: number;
}

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
  const { count, dim } = moments;
  const ranges = rangesOf(values, count, dim);
  return { count, dim, ...idleColumns(ranges), ...knownSpectrum(moments.covariance, dim, options.wanted) };
}

function rangesOf(values: Float32Array, count: number, dim: number): ColumnRanges {
  const scan = new ColumnScan(dim);
  const unusable = scan.add(values, count);
  if (unusable !== null) throw new UnusableValueError(unusable);
  return scan.ranges();
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
      const { ranges, ...summary } = summarizeWideRows({ dim, chunks }, division, options.wanted);
      return { dim, ...idleColumns(ranges), ...summary };
    }
    const { layout, count } = rows;
    if ((count ?? 0) * dim * dim > NOTICED_PRODUCTS)
      options.onNotice(`computing the covariance of ${count} x ${dim} values`);
    const { moments, ranges } =
      layout === null ? summarizeRows(chunks(), dim) : await summarizeNpy(layout, count ?? layout.count, log1p);
    const covariance =
      division === null
        ? moments.covariance
        : scaledCovariance(moments.covariance, columnFactors(division, diagonalOf(moments.covariance, dim), ranges));
    return { count: moments.count, dim, ...idleColumns(ranges), ...knownSpectrum(covariance, dim, options.wanted) };
  } catch (error) {
    if (error instanceof UnusableValueError) throw unusable(error, file, nameOf, log1p);
    throw error;
  }
}

function unusable({ place }: UnusableValueError, file: string, nameOf: (column: number) => string, log1p: boolean) {
  const finite = Number.isFinite(place.value);
  return new UserError({
    field: `${file}, data point ${place.row + 1}, column ${nameOf(place.column)}`,
    expected: log1p && finite ? 'a number above -1 for dataset.scaling "log1p"' : 'a finite number within float32',
    received: String(place.value),
    remedy: finite ? 'Choose another dataset.scaling.' : 'Fill it in or leave the data point out: nothing is imputed.',
  });
}
