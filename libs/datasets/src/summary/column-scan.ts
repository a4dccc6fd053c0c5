/** A number that cannot be used, by its place from 0. */
export interface UnusableValue {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** What is seen of each column in passing. */
export interface ColumnRanges {
  /** Shape [dim]. */
  readonly smallest: Float64Array;
  readonly largest: Float64Array;
  /** Shape [dim]: equal columns have equal ones, and others differ but for a chance of 2^-64. */
  readonly hashes: BigUint64Array;
}

const LARGEST_FLOAT32 = 2 ** 128 - 2 ** 103;
/** Of FNV-1a, and of MurmurHash3's finaliser: two independent hashes of 32 bits. */
const PRIME = 0x01000193;
const OTHER_PRIME = 0x85ebca6b;

/** Passes over data points in chunks for what their moments do not tell: ranges, equal columns, numbers that are none. */
export class ColumnScan {
  readonly #dim: number;
  readonly #smallest: Float64Array;
  readonly #largest: Float64Array;
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  #rows = 0;

  constructor(dim: number) {
    this.#dim = dim;
    this.#smallest = new Float64Array(dim).fill(Number.POSITIVE_INFINITY);
    this.#largest = new Float64Array(dim).fill(Number.NEGATIVE_INFINITY);
    this.#low = new Int32Array(dim);
    this.#high = new Int32Array(dim);
  }

  /**
   * @param values shape [rows, dim]
   * @returns the first one that is not a finite number within float32; null where all are
   */
  add(values: Float32Array | Float64Array, rows: number): UnusableValue | null {
    const dim = this.#dim;
    const words = new Int32Array(values.buffer, values.byteOffset, (rows * dim * values.BYTES_PER_ELEMENT) / 4);
    const perValue = values.BYTES_PER_ELEMENT / 4;
    const [smallest, largest, low, high] = [this.#smallest, this.#largest, this.#low, this.#high];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < dim; column++) {
        const index = row * dim + column;
        const value = values[index] as number;
        if (!(Math.abs(value) <= LARGEST_FLOAT32)) return { row: this.#rows + row, column, value };
        if (value < (smallest[column] as number)) smallest[column] = value;
        if (value > (largest[column] as number)) largest[column] = value;
        const word =
          perValue === 1
            ? (words[index] as number)
            : Math.imul(words[2 * index] as number, OTHER_PRIME) ^ (words[2 * index + 1] as number);
        low[column] = Math.imul((low[column] as number) ^ word, PRIME);
        high[column] =
          Math.imul(((high[column] as number) + word) | 1, OTHER_PRIME) ^ ((high[column] as number) >>> 15);
      }
    }
    this.#rows += rows;
    return null;
  }

  ranges(): ColumnRanges {
    const hashes = BigUint64Array.from(
      this.#low,
      (low, column) => (BigInt((this.#high[column] as number) >>> 0) << 32n) | BigInt(low >>> 0),
    );
    return { smallest: this.#smallest, largest: this.#largest, hashes };
  }
}

/** Of two sets of data points, the one after the other. */
export function mergeRanges(one: ColumnRanges, other: ColumnRanges): ColumnRanges {
  return {
    smallest: one.smallest.map((value, column) => Math.min(value, other.smallest[column] as number)),
    largest: one.largest.map((value, column) => Math.max(value, other.largest[column] as number)),
    hashes: one.hashes.map((hash, column) => hash * 0x9e3779b97f4a7c15n + (other.hashes[column] as bigint)),
  };
}

/** Columns that add nothing, by their number from 0. */
export interface IdleColumns {
  /** Columns that hold one value. */
  readonly constant: readonly number[];
  /** Columns that hold the same values as an earlier one, with that one. */
  readonly duplicates: readonly { readonly column: number; readonly of: number }[];
}

export function idleColumns({ smallest, largest, hashes }: ColumnRanges): IdleColumns {
  const constant: number[] = [];
  const duplicates: { column: number; of: number }[] = [];
  const firsts = new Map<bigint, number>();
  for (const [column, hash] of hashes.entries()) {
    const first = firsts.get(hash);
    if (smallest[column] === largest[column]) constant.push(column);
    else if (first === undefined) firsts.set(hash, column);
    else duplicates.push({ column, of: first });
  }
  return { constant, duplicates };
}
