import type { SpecificationOf } from '../../dataset.ts';
import { fileError } from './file-error.ts';

/** 8 GiB of float64: more does not fit beside what is made of it. */
const MOST_VALUES = 2 ** 30;

/** What an array file holds: a data point a row. */
export interface Table {
  /** [rows, ...the shape of a data point], as the file says it. */
  readonly shape: readonly number[];
  /** Of the columns, where the file names them. */
  readonly names: readonly string[] | null;
  /** Row-major, in the precision of the file: float64 where float32 would lose digits. */
  readonly values: Float32Array | Float64Array;
}

/** A table that is asked for: which file, how it is read, and which part of it. */
export interface TableRequest extends Pick<SpecificationOf<'array'>, 'format' | 'key' | 'columns'> {
  /** Absolute path. */
  readonly file: string;
}

/** Rows, and numbers a row. */
export function sizeOf(shape: readonly number[]): { readonly rows: number; readonly dim: number } {
  const [rows = 0, ...point] = shape;
  return { rows, dim: point.reduce((product, length) => product * length, 1) };
}

/**
 * Room for a table, before its values are read.
 * @param single whether float32 holds them to the last digit
 * @throws UserError for more than can be held
 */
export function emptyValues(rows: number, dim: number, place: string, single: boolean): Float32Array | Float64Array {
  const length = rows * dim;
  if (length <= MOST_VALUES) return single ? new Float32Array(length) : new Float64Array(length);
  throw fileError(place, [
    `at most ${MOST_VALUES} numbers`,
    `${rows} rows of ${dim}`,
    'Take fewer columns or rows, such as the genes that vary most.',
  ]);
}
