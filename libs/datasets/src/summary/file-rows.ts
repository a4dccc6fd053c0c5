import { statSync } from 'node:fs';
import type { SpecificationOf } from '../dataset.ts';
import { delimitedChunks } from '../sources/array/delimited-chunks.ts';
import { headOf } from '../sources/array/file-head.ts';
import { cutOff, parseNpyHeader } from '../sources/array/npy.ts';
import { type NpyLayout, npyChunks, type RowChunk } from '../sources/array/npy-chunks.ts';
import { bytesPerNumber } from '../sources/array/numbers.ts';
import { sizeOf } from '../sources/array/table.ts';

/** Rows of a file that are read in chunks. */
export interface FileRows {
  readonly dim: number;
  /** null where only the last row tells. */
  readonly count: number | null;
  /** All of them, from the first, at each call. */
  readonly chunks: () => Iterable<RowChunk>;
  /** Where they lie in a .npy file; null for text. */
  readonly layout: NpyLayout | null;
  readonly nameOf: (column: number) => string;
}

/**
 * Rows of a plain .npy, .csv or .tsv file; null for what has to be read as a whole, or cannot be read.
 * @throws UserError for a .npy file that is damaged and text that does not start with rows
 */
export function rowsOfFile(file: string, specification: SpecificationOf<'array'>): FileRows | null {
  // Whatever else is asked for needs the whole table.
  const { name: _name, file: _file, scaling: _scaling, columns, count, ...others } = specification;
  if (Object.values(others).some((value) => value !== undefined)) return null;
  const head = readableHead(file);
  if (head === null) return null;
  const name = file.toLowerCase();
  if (name.endsWith('.npy') && columns === undefined) return npyRows(file, head, count);
  const isText = !head.includes(0) && !head.toString('latin1').trimStart().startsWith('<');
  if (!isText || count !== undefined) return null;
  if (name.endsWith('.csv')) return textRows(file, { separator: ',', columns });
  return name.endsWith('.tsv') ? textRows(file, { separator: '\t', columns }) : null;
}

function npyRows(file: string, head: Buffer, asked: number | undefined): FileRows | null {
  if (!head.subarray(1, 6).equals(Buffer.from('NUMPY'))) return null;
  const { shape, type, little, fortranOrder, start } = parseNpyHeader(head, file);
  const { rows, dim } = sizeOf(shape);
  const count = asked ?? rows;
  if (rows === 0 || dim === 0 || count > rows || (fortranOrder && shape.length > 2)) return null;
  const { size } = statSync(file);
  const expected = start + rows * dim * bytesPerNumber(type);
  if (size !== expected) throw cutOff(file, expected, size);
  const layout = { file, count: rows, dim, type, little, fortranOrder: fortranOrder && shape.length === 2, start };
  return { dim, count, layout, chunks: () => npyChunks(layout, 0, count), nameOf: (column) => String(column + 1) };
}

function textRows(file: string, options: Parameters<typeof delimitedChunks>[1]): FileRows | null {
  const { reader, chunks } = delimitedChunks(file, options);
  const isEmpty = chunks.next().done === true;
  // Closes the file: each pass opens it again.
  chunks.return(undefined);
  if (isEmpty) return null;
  const { names, taken } = reader;
  const nameOf = (column: number) => names?.[taken[column] as number] ?? String((taken[column] as number) + 1);
  return { dim: taken.length, count: null, layout: null, chunks: () => delimitedChunks(file, options).chunks, nameOf };
}

/** null where the file cannot be read: who loads it says why. */
function readableHead(file: string): Buffer | null {
  try {
    return headOf(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
