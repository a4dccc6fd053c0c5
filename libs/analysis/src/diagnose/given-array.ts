import { UserError } from '@collapse/trials';

/** An array of the user's: a data point a row, or the weights of a layer. */
export interface GivenArray {
  /** As messages name it, such as `--means (mu.npy)`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array | Float64Array;
}

/** Rows, and numbers a row, whatever the shape of a row. */
export function rowsOf({ shape, values }: GivenArray): { readonly rows: number; readonly dim: number } {
  const rows = shape[0] ?? 0;
  return { rows, dim: rows === 0 ? 0 : values.length / rows };
}

export function shapeWords(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** @throws UserError at the first NaN or infinity, with its row and column from 1 and how many there are */
export function requireFinite(array: GivenArray): void {
  const { values } = array;
  let first = -1;
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index])) continue;
    if (first === -1) first = index;
    count++;
  }
  if (first === -1) return;
  throw wrongNumber(array, first, {
    expected: 'finite numbers',
    received: `${values[first]}${count > 1 ? `, the first of ${count}` : ''}`,
    remedy: 'Leave these data points out of every array, or look for where the model gave no number.',
  });
}

/** An error about one number of an array. */
export function wrongNumber(
  array: GivenArray,
  index: number,
  words: { readonly expected: string; readonly received: string; readonly remedy: string },
): UserError {
  const { dim } = rowsOf(array);
  const place = `row ${Math.floor(index / dim) + 1}, column ${(index % dim) + 1}`;
  return new UserError({ ...words, field: `${array.name}, ${place}` });
}
