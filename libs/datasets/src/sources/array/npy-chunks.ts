import { closeSync, openSync, readSync } from 'node:fs';
import { BLOCK_ROWS } from '../../moments/product-kernel.ts';
import { bytesPerNumber, decodeNumbers, type NumberType } from './numbers.ts';

/** Where the numbers of a .npy file lie, as a worker thread is told. */
export interface NpyLayout {
  readonly file: string;
  /** Rows and numbers a row. */
  readonly count: number;
  readonly dim: number;
  readonly type: NumberType;
  readonly little: boolean;
  /** Column by column. */
  readonly fortranOrder: boolean;
  /** Of the first number, bytes. */
  readonly start: number;
}

/** Data points that come together, shape [rows, dim]. */
export interface RowChunk {
  readonly values: Float32Array | Float64Array;
  readonly rows: number;
}

/** Bytes that are read at a time. */
const CHUNK_BYTES = 2 ** 23;

/** Rows [from, to) of a .npy file, in order, of which never more than a chunk is in memory. */
export function* npyChunks(layout: NpyLayout, from: number, to: number): Generator<RowChunk> {
  const { file, dim, type } = layout;
  // Chunks are whole blocks of a covariance.
  const blocks = Math.floor(CHUNK_BYTES / (dim * bytesPerNumber(type)) / BLOCK_ROWS);
  const most = Math.max(1, blocks) * BLOCK_ROWS;
  const handle = openSync(file, 'r');
  try {
    for (let first = from; first < to; first += most) {
      const rows = Math.min(most, to - first);
      const values = layout.fortranOrder ? columnsAt(handle, layout, first, rows) : rowsAt(handle, layout, first, rows);
      yield { values, rows };
    }
  } finally {
    closeSync(handle);
  }
}

function rowsAt(handle: number, { dim, type, little, start }: NpyLayout, first: number, rows: number) {
  const size = bytesPerNumber(type);
  return decodeNumbers(bytesAt(handle, start + first * dim * size, rows * dim * size), rows * dim, { type, little });
}

function columnsAt(handle: number, { count, dim, type, little, start }: NpyLayout, first: number, rows: number) {
  const size = bytesPerNumber(type);
  let values: Float32Array | Float64Array | null = null;
  for (let column = 0; column < dim; column++) {
    const bytes = bytesAt(handle, start + (column * count + first) * size, rows * size);
    const decoded = decodeNumbers(bytes, rows, { type, little });
    values ??= decoded instanceof Float32Array ? new Float32Array(rows * dim) : new Float64Array(rows * dim);
    for (let row = 0; row < rows; row++) values[row * dim + column] = decoded[row] as number;
  }
  return values ?? new Float32Array(0);
}

function bytesAt(handle: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  let read = 0;
  while (read < length) {
    const more = readSync(handle, bytes, read, length - read, position + read);
    if (more === 0) throw new Error('the file has become shorter while it was read');
    read += more;
  }
  return bytes;
}
