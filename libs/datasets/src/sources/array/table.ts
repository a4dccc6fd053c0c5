import type { SpecificationOf } from '../../dataset.ts';

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
