import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fileError } from './file-error.ts';
import { headOf } from './file-head.ts';
import { FORMAT_NAMES, FORMATS, type FormatName } from './formats.ts';
import { refuseHtml } from './html-page.ts';
import { parseNpyHeader } from './npy.ts';
import type { Table, TableRequest } from './table.ts';

/** The last table read: the shape of a text file is known only once it is read. Held only while somebody else does. */
let last: { readonly key: string; readonly table: WeakRef<Table> } | null = null;

/**
 * The table in a file, by its format or its ending; what is gzipped is inflated.
 * @throws UserError for a file that is missing, damaged, of another kind or not of real numbers
 */
export async function readTable(request: TableRequest): Promise<Table> {
  const known = lastTable(request);
  if (known !== undefined) return known;
  const name = checkedFormat(request);
  const format = FORMATS[name];
  if ('read' in format) return readAtOnce(request, format.read);
  if ('readSlowly' in format) return remember(request, await format.readSlowly(contentOf(request.file), request));
  return remember(request, await inflatedFile(request.file, (location) => format.readAt(location, request)));
}

/**
 * Only the shape, of which a plain .npy file needs the header alone; null where it is known only once a library is loaded.
 * @throws UserError as readTable, for what is seen before that
 */
export function tableShape(request: TableRequest): readonly number[] | null {
  const { file } = request;
  const name = checkedFormat(request);
  const format = FORMATS[name];
  if (!('read' in format)) return null;
  const head = readableHead(file);
  if (name === 'npy' && !isGzip(head)) return parseNpyHeader(head, file).shape;
  return (lastTable(request) ?? readAtOnce(request, format.read)).shape;
}

/** How the file is read; that it can be is seen from its first bytes. */
function checkedFormat(request: TableRequest): FormatName {
  const { file } = request;
  const name = formatOf(request);
  statOf(file);
  refuseUnused(request, name);
  refuseHtml(readableHead(file), file);
  return name;
}

function readAtOnce(request: TableRequest, read: (bytes: Buffer, request: TableRequest) => Table): Table {
  return remember(request, read(contentOf(request.file), request));
}

function lastTable(request: TableRequest): Table | undefined {
  return last?.key === keyOf(request) ? last.table.deref() : undefined;
}

function remember(request: TableRequest, table: Table): Table {
  last = { key: keyOf(request), table: new WeakRef(table) };
  return table;
}

function keyOf({ file, format, key, columns }: TableRequest): string {
  const { mtimeNs, size } = statOf(file);
  return JSON.stringify([file, format, key, columns, String(mtimeNs), String(size)]);
}

function formatOf({ file, format }: TableRequest): FormatName {
  if (format !== undefined) return format;
  const name = file.toLowerCase().replace(/\.gz$/, '');
  const ending = FORMAT_NAMES.find((one) => name.endsWith(`.${one}`));
  if (ending !== undefined) return ending;
  throw fileError(file, [
    `a file that ends in ${FORMAT_NAMES.map((one) => `.${one}`).join(', ')}, or one of them and .gz`,
    'another ending',
    'Say what it is in dataset.format, or write the data as one of them.',
  ]);
}

function refuseUnused({ file, key, columns }: TableRequest, name: FormatName): void {
  const having = (part: 'keys' | 'columns') => {
    const names = FORMAT_NAMES.filter((one) => FORMATS[one][part]).map((one) => `.${one}`);
    return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  };
  if (columns !== undefined && !FORMATS[name].columns) {
    throw fileError(file, [
      'no dataset.columns',
      'some',
      `Remove them: columns have names only in ${having('columns')} files.`,
    ]);
  }
  if (key !== undefined && !FORMATS[name].keys) {
    throw fileError(file, [
      'no dataset.key',
      `"${key}"`,
      `Remove it: only ${having('keys')} files hold several arrays.`,
    ]);
  }
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;

function statOf(file: string) {
  const stat = readable(file, () => statSync(file, { bigint: true }));
  if (stat.isFile()) return stat;
  throw fileError(file, ['a file', 'something else', 'Give the path of one file.']);
}

/** Inflated where it is gzipped; a page of HTML in it is seen as such, too. */
function contentOf(file: string): Buffer {
  const bytes = readable(file, () => readFileSync(file));
  if (!isGzip(bytes)) return bytes;
  const content = inflated(bytes, file);
  refuseHtml(content, file);
  return content;
}

function inflated(bytes: Buffer, file: string): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw fileError(file, ['whole gzip data', message, 'The file is damaged: replace it.'], cause);
  }
}

/** Hands on where the content lies in a file: in the file itself, or in a temporary one where it was gzipped. */
async function inflatedFile(file: string, read: (location: string) => Promise<Table>): Promise<Table> {
  if (!isGzip(readableHead(file))) return read(file);
  const content = contentOf(file);
  const folder = mkdtempSync(path.join(tmpdir(), 'posterior-collapse-'));
  try {
    const location = path.join(folder, 'inflated');
    writeFileSync(location, content);
    return await read(location);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readableHead(file: string): Buffer {
  return readable(file, () => headOf(file));
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
