import type { Moments } from '@collapse/closed-forms';
import { type ColumnRanges, MomentSums, type UnusableValue } from '../moments/moment-sums.ts';
import type { RowChunk } from '../sources/array/npy-chunks.ts';

/** What one pass over data points gives. */
export interface RowSummary {
  readonly moments: Moments;
  readonly ranges: ColumnRanges;
}

/** Thrown for a number that cannot be used: who reads the file knows what its rows and columns are called. */
export class UnusableValueError extends Error {
  readonly place: UnusableValue;

  constructor(place: UnusableValue) {
    super(`row ${place.row}, column ${place.column} is ${place.value}`);
    this.place = place;
  }
}

/**
 * Moments and ranges of chunks of data points, each of shape [rows, dim].
 * @throws UnusableValueError at the first number that is not finite, or not within float32
 */
export function summarizeRows(chunks: Iterable<RowChunk>, dim: number): RowSummary {
  const sums = new MomentSums(dim);
  for (const { values, rows } of chunks) {
    const unusable = sums.add(values, rows);
    if (unusable !== null) throw new UnusableValueError(unusable);
  }
  return { moments: sums.moments(), ranges: sums.ranges() };
}

/** ln(1 + x) of every number. @throws UnusableValueError at one that is -1 or less */
export function* log1pOf(chunks: Iterable<RowChunk>, dim: number): Generator<RowChunk> {
  let before = 0;
  for (const { values, rows } of chunks) {
    const result = Float64Array.from(values, Math.log1p);
    const index = result.findIndex((value) => !Number.isFinite(value));
    if (index >= 0) {
      const place = { row: before + Math.floor(index / dim), column: index % dim };
      throw new UnusableValueError({ ...place, value: values[index] as number });
    }
    yield { values: result, rows };
    before += rows;
  }
}
