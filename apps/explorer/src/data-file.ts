import { fileError, readDelimited, readNpy, refuseHtml, sizeOf, type Table } from '@collapse/datasets/in-browser';

/** Up to here `sweep explain` takes all eigenvalues, too; their cost grows with the cube. */
const LARGEST_DIM = 1536;
const ENDINGS = ['.npy', '.csv', '.tsv'] as const;

/** Data points as the closed forms take them. */
export interface Rows {
  readonly count: number;
  readonly dim: number;
  /** Shape [count, dim], in float32 as `sweep explain` has them. */
  readonly values: Float32Array;
}

/**
 * The rows of a .npy, .csv or .tsv file, gzipped or not.
 * @param name of the file, which says what it is
 * @throws UserError for another kind of file, a damaged one, and values that are no finite numbers
 */
export async function readDataFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Rows> {
  const ending = ENDINGS.find((one) => name.toLowerCase().replace(/\.gz$/, '').endsWith(one));
  if (ending === undefined) {
    throw fileError(name, [
      `a file that ends in ${ENDINGS.join(', ')}, or one of them and .gz`,
      'another ending',
      'Save the rows with numpy.save; npx sweep explain reads other kinds of files.',
    ]);
  }
  const content = bytes[0] === 0x1f && bytes[1] === 0x8b ? await inflated(name, bytes) : bytes;
  refuseHtml(content, name);
  const table =
    ending === '.npy'
      ? readNpy(content, name)
      : readDelimited(content, { file: name, columns: undefined }, ending === '.csv' ? ',' : '\t');
  return rowsOf(table, name);
}

async function inflated(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const content = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(content).arrayBuffer());
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw fileError(name, ['whole gzip data', message, 'The file is damaged: replace it.'], cause);
  }
}

function rowsOf({ shape, names, values }: Table, file: string): Rows {
  const { rows: count, dim } = sizeOf(shape);
  const size = `shape [${shape.join(', ')}]`;
  if (count === 0 || dim === 0) {
    throw fileError(file, ['an array with at least one data point and one column', size, 'Give a file with data.']);
  }
  if (dim > LARGEST_DIM) {
    throw fileError(file, [
      `at most ${LARGEST_DIM} numbers a data point in this page`,
      size,
      'Take fewer columns, or ask npx sweep explain.',
    ]);
  }
  const single = values instanceof Float32Array ? values : Float32Array.from(values);
  const at = single.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return { count, dim, values: single };
  const value = values[at] as number;
  const column = names?.[at % dim] ?? String((at % dim) + 1);
  throw fileError(`${file}, data point ${Math.floor(at / dim) + 1}, column ${column}`, [
    'a finite number within float32',
    String(value),
    Number.isFinite(value) ? 'Scale the column.' : 'Fill it in or leave the data point out: nothing is imputed.',
  ]);
}
