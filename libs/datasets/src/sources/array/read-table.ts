import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readDelimited } from './delimited.ts';
import { fileError } from './file-error.ts';
import { parseNpyHeader, readNpy } from './npy.ts';
import { readNpz } from './npz.ts';
import { readSafetensors } from './safetensors.ts';
import type { Table } from './table.ts';

export interface TableRequest {
  /** Absolute path. */
  readonly file: string;
  readonly key: string | undefined;
  readonly columns: readonly string[] | undefined;
}

const ENDINGS = ['.npy', '.npz', '.csv', '.tsv', '.safetensors'] as const;
type Ending = (typeof ENDINGS)[number];
/** A .npy header is 128 bytes, or longer by a long shape or a structured type. */
const HEADER_BYTES = 65_536;

/** The last table read: the shape of a text file is known only once it is read. Held only while somebody else does. */
let last: { readonly key: string; readonly table: WeakRef<Table> } | null = null;

/**
 * The table in a file, by its ending; .gz behind it is inflated.
 * @throws UserError for a file that is missing, damaged, of another kind or not of real numbers
 */
export function readTable(request: TableRequest): Table {
  const { file } = request;
  const ending = endingOf(file);
  const { mtimeNs, size } = statOf(file);
  const key = JSON.stringify([file, request.key, request.columns, String(mtimeNs), String(size)]);
  const known = last?.key === key ? last.table.deref() : undefined;
  if (known !== undefined) return known;
  refuseUnused(request, ending);
  const bytes = contentOf(file);
  refuseHtml(bytes, file);
  const table = parsed(bytes, ending, request);
  last = { key, table: new WeakRef(table) };
  return table;
}

/** Only the shape, of which a plain .npy file needs the header alone. */
export function tableShape(request: TableRequest): readonly number[] {
  const { file } = request;
  if (!file.toLowerCase().endsWith('.npy')) return readTable(request).shape;
  statOf(file);
  refuseUnused(request, '.npy');
  const head = headOf(file);
  refuseHtml(head, file);
  return isGzip(head) ? readTable(request).shape : parseNpyHeader(head, file).shape;
}

function parsed(bytes: Buffer, ending: Ending, { file, key, columns }: TableRequest): Table {
  switch (ending) {
    case '.npy':
      return readNpy(bytes, file);
    case '.npz':
      return readNpz(bytes, file, key);
    case '.safetensors':
      return readSafetensors(bytes, file, key);
    default:
      return readDelimited(bytes, file, { separator: ending === '.csv' ? ',' : '\t', columns });
  }
}

function endingOf(file: string): Ending {
  const name = file.toLowerCase().replace(/\.gz$/, '');
  const ending = ENDINGS.find((one) => name.endsWith(one));
  if (ending !== undefined) return ending;
  throw fileError(file, [
    `a file that ends in ${ENDINGS.join(', ')}, or one of them and .gz`,
    'another ending',
    'Write the data as one of them.',
  ]);
}

function refuseUnused({ file, key, columns }: TableRequest, ending: Ending): void {
  const text = ending === '.csv' || ending === '.tsv';
  if (columns !== undefined && !text) {
    throw fileError(file, [
      'no dataset.columns',
      'some',
      'Remove them: columns have names only in .csv and .tsv files.',
    ]);
  }
  if (key !== undefined && (text || ending === '.npy')) {
    throw fileError(file, ['no dataset.key', `"${key}"`, 'Remove it: only .npz and .safetensors hold several arrays.']);
  }
}

/** A page that a server sent in place of the data. */
function refuseHtml(bytes: Buffer, file: string): void {
  const start = bytes.toString('latin1', 0, 256).trimStart().toLowerCase();
  if (!/^(<!doctype html|<html|<\?xml)/.test(start)) return;
  throw fileError(file, [
    'data',
    'a page of HTML',
    'Download the file itself: this is a page about it, or of an error.',
  ]);
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;

function statOf(file: string) {
  const stat = readable(file, () => statSync(file, { bigint: true }));
  if (stat.isFile()) return stat;
  throw fileError(file, ['a file', 'something else', 'Give the path of one file.']);
}

function contentOf(file: string): Buffer {
  const bytes = readable(file, () => readFileSync(file));
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw fileError(file, ['whole gzip data', message, 'The file is damaged: replace it.'], cause);
  }
}

function headOf(file: string): Buffer {
  return readable(file, () => {
    const handle = openSync(file, 'r');
    try {
      const head = Buffer.alloc(HEADER_BYTES);
      return head.subarray(0, readSync(handle, head, 0, HEADER_BYTES, 0));
    } finally {
      closeSync(handle);
    }
  });
}

function readable<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw fileError(
      file,
      ['a file that can be read', message, "Give an absolute path, or one from the grid file's folder."],
      cause,
    );
  }
}
