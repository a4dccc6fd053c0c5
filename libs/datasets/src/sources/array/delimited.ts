import { fileError } from './file-error.ts';
import type { Table, TableRequest } from './table.ts';
import { utf8 } from './utf8.ts';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MISSING: ReadonlySet<string> = new Set([
  '',
  'na',
  'n/a',
  'nan',
  'null',
  'none',
  'nil',
  '?',
  '-',
  '.',
  '#n/a',
  '<na>',
]);

/**
 * Numbers of a .csv or .tsv file (RFC 4180; tabs for .tsv). The first row holds names unless all of it is numbers.
 * `columns` are the ones taken, by name; all of them where it is left out.
 * @throws UserError, with row and column, for a value that is missing or no number, and a row of another length
 */
export function readDelimited(
  bytes: Uint8Array,
  { file, columns }: Pick<TableRequest, 'file' | 'columns'>,
  separator: ',' | '\t',
): Table {
  const reader = new DelimitedReader(file, { separator, columns });
  const values = reader.read(bytes);
  const { names, taken } = reader;
  if (taken.length === 0) throw fileError(file, ['rows of numbers', 'an empty file', 'Give a file with data.']);
  return {
    shape: [values.length / taken.length, taken.length],
    names: names === null ? null : taken.map((column) => names[column] as string),
    values,
  };
}

export interface DelimitedOptions {
  readonly separator: ',' | '\t';
  readonly columns: readonly string[] | undefined;
}

/** Reads rows in pieces of whole lines, the first of which says which columns there are. */
export class DelimitedReader {
  readonly #file: string;
  readonly #options: DelimitedOptions;
  #line = 1;
  #width = 0;
  /** Of all columns, once the first row is read; null where it holds numbers. */
  names: readonly string[] | null = null;
  /** Positions of the columns that are taken; empty until the first row is read. */
  taken: readonly number[] = [];

  constructor(file: string, options: DelimitedOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** Values of the taken columns, shape [rows, taken], of the next lines of the file. */
  read(bytes: Uint8Array): Float64Array {
    const file = this.#file;
    let values = new Float64Array(1024);
    let length = 0;
    for (const { line, fields } of rowsOf(bytes, this.#options.separator, file, this.#line)) {
      if (this.#width === 0) {
        this.#width = fields.length;
        if (!fields.every((field) => NUMBER.test(field.trim()))) this.names = namesIn(fields, file);
        this.taken = takenColumns(this.names, this.#width, this.#options.columns, file);
        if (this.names !== null) continue;
      }
      if (fields.length !== this.#width) {
        throw fileError(`${file}, row ${line}`, [
          `${this.#width} columns, as in the first row`,
          String(fields.length),
          this.#width === 1 ? 'Separate columns by commas in .csv, by tabs in .tsv.' : 'Mend the row.',
        ]);
      }
      if (length + this.taken.length > values.length) {
        const longer = new Float64Array(Math.max(values.length * 2, length + this.taken.length));
        longer.set(values);
        values = longer;
      }
      for (const column of this.taken) {
        const text = (fields[column] as string).trim();
        if (!NUMBER.test(text)) throw notNumeric(file, line, this.names?.[column] ?? `${column + 1}`, text);
        values[length] = Number(text);
        length++;
      }
    }
    this.#line += newlinesIn(bytes);
    return values.subarray(0, length);
  }
}

function newlinesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

function namesIn(fields: readonly string[], file: string): readonly string[] {
  const names = fields.map((field) => field.trim());
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw fileError(`${file}, row 1`, ['names that differ', `${twice} twice`, 'Rename one of the columns.']);
}

/** Positions of the columns that are taken, in the order asked for. */
function takenColumns(
  names: readonly string[] | null,
  width: number,
  columns: readonly string[] | undefined,
  file: string,
): readonly number[] {
  if (columns === undefined) {
    const unnamed = names?.indexOf('') ?? -1;
    if (unnamed >= 0) {
      throw fileError(`${file}, row 1, column ${unnamed + 1}`, [
        'a name',
        'nothing, as pandas writes an index',
        'Write the file with index=False, or list the columns to take in dataset.columns.',
      ]);
    }
    return Array.from({ length: width }, (_, column) => column);
  }
  return columns.map((name) => {
    const column = names?.indexOf(name) ?? -1;
    if (column >= 0) return column;
    const there = names === null ? 'nothing: the first row of the file holds numbers' : names.slice(0, 20).join(', ');
    throw fileError(file, [`a column named ${name}`, there, 'Mend dataset.columns.']);
  });
}

function notNumeric(file: string, line: number, column: string, text: string) {
  const missing = MISSING.has(text.toLowerCase());
  return fileError(`${file}, row ${line}, column ${column}`, [
    'a number',
    missing ? `a missing value, "${text}"` : `"${text}"`,
    missing
      ? 'Fill it in or leave the row out: nothing is imputed.'
      : 'Encode it as numbers, or list the numeric columns in dataset.columns.',
  ]);
}

/** Rows with the line that each starts at, of which the first is given; empty lines are passed over. */
function* rowsOf(
  bytes: Uint8Array,
  separator: string,
  file: string,
  firstLine: number,
): Generator<{ line: number; fields: string[] }> {
  const split = separator.charCodeAt(0);
  const mark = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let at = mark ? 3 : 0;
  let line = firstLine;
  while (at < bytes.length) {
    const start = line;
    const fields: string[] = [];
    let ended = false;
    while (!ended) {
      if (bytes[at] === QUOTE) {
        const { text, end } = quoted(bytes, at, `${file}, row ${start}`);
        line += text.split('\n').length - 1;
        fields.push(text);
        at = end;
      } else {
        let end = at;
        while (end < bytes.length && bytes[end] !== split && bytes[end] !== NEWLINE) end++;
        const last = bytes[end - 1] === RETURN && bytes[end] !== split && end > at ? end - 1 : end;
        fields.push(utf8(bytes, at, last));
        at = end;
      }
      if (bytes[at] === RETURN && (at + 1 >= bytes.length || bytes[at + 1] === NEWLINE)) at++;
      ended = bytes[at] !== split;
      if (ended && at < bytes.length && bytes[at] !== NEWLINE) {
        throw fileError(`${file}, row ${start}`, ['a separator after a quoted value', 'more text', 'Mend the quotes.']);
      }
      at++;
    }
    line++;
    if (fields.length > 1 || fields[0] !== '') yield { line: start, fields };
  }
}

/** A quoted field from its first quote on; a quote in it is doubled. */
function quoted(bytes: Uint8Array, start: number, place: string): { readonly text: string; readonly end: number } {
  let at = start + 1;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0) throw fileError(place, ['a closing quote', 'the end of the file', 'Mend the quotes.']);
    if (bytes[quote + 1] !== QUOTE) {
      return { text: utf8(bytes, start + 1, quote).replaceAll('""', '"'), end: quote + 1 };
    }
    at = quote + 2;
  }
}
