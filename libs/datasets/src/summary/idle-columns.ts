import type { ColumnRanges } from '../moments/moment-sums.ts';
import type { RowChunk } from '../sources/array/npy-chunks.ts';

/** Columns that add nothing, by their number from 0. */
export interface IdleColumns {
  /** Columns that hold one value. */
  readonly constant: readonly number[];
  /** Columns that hold the same values as an earlier one, with that one. */
  readonly duplicates: readonly Duplicate[];
}

export interface Duplicate {
  readonly column: number;
  readonly of: number;
}

/**
 * @param variances shape [dim]; equal columns have equal ones, to the last bit
 * @param mayBeEqual whether what is known of two columns of equal variance lets them be equal
 * @param chunks the data points, which are passed over again where columns may be equal
 */
export function idleColumns(
  { smallest, largest }: ColumnRanges,
  variances: Float64Array,
  mayBeEqual: (column: number, other: number) => boolean,
  chunks: () => Iterable<RowChunk>,
): IdleColumns {
  const constant: number[] = [];
  const candidates: Duplicate[] = [];
  const firsts = new Map<number, number[]>();
  for (const [column, variance] of variances.entries()) {
    if (smallest[column] === largest[column]) {
      constant.push(column);
      continue;
    }
    const alike = firsts.get(variance) ?? [];
    const of = alike.find((first) => mayBeEqual(first, column));
    if (of === undefined) firsts.set(variance, [...alike, column]);
    else candidates.push({ column, of });
  }
  return { constant, duplicates: equalOnes(candidates, variances.length, chunks) };
}

/** Those of the candidates whose columns hold the same values in every row. */
function equalOnes(
  candidates: readonly Duplicate[],
  dim: number,
  chunks: () => Iterable<RowChunk>,
): readonly Duplicate[] {
  let left = candidates;
  if (left.length === 0) return left;
  for (const { values, rows } of chunks()) {
    left = left.filter(({ column, of }) => {
      for (let start = 0; start < rows * dim; start += dim) {
        if (values[start + column] !== values[start + of]) return false;
      }
      return true;
    });
    if (left.length === 0) break;
  }
  return left;
}
