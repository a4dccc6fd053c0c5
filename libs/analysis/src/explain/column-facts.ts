/** Columns that add nothing, by their number from 0. */
export interface ColumnFacts {
  /** Columns that hold one value. */
  readonly constant: readonly number[];
  /** Columns that hold the same values as an earlier one, with that one. */
  readonly duplicates: readonly { readonly column: number; readonly of: number }[];
}

/** @param values shape [count, dim] */
export function columnFacts(values: Float32Array, count: number, dim: number): ColumnFacts {
  const varies = new Uint8Array(dim);
  const hashes = new Uint32Array(dim);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let row = 0; row < count; row++) {
    const start = row * dim;
    for (let column = 0; column < dim; column++) {
      if (values[start + column] !== values[column]) varies[column] = 1;
      // FNV-1a over words: equal columns have equal hashes, and whoever has is compared below.
      hashes[column] = Math.imul((hashes[column] as number) ^ (bits[start + column] as number), 0x01000193);
    }
  }
  const equal = (a: number, b: number) => {
    for (let row = 0; row < count; row++) if (values[row * dim + a] !== values[row * dim + b]) return false;
    return true;
  };
  const constant: number[] = [];
  const duplicates: { column: number; of: number }[] = [];
  const firsts = new Map<number, number[]>();
  for (let column = 0; column < dim; column++) {
    if (varies[column] === 0) {
      constant.push(column);
      continue;
    }
    const alike = firsts.get(hashes[column] as number) ?? [];
    const of = alike.find((first) => equal(first, column));
    if (of === undefined) firsts.set(hashes[column] as number, [...alike, column]);
    else duplicates.push({ column, of });
  }
  return { constant, duplicates };
}
