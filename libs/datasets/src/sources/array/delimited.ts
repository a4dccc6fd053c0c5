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
  let names: readonly string[] | null = null;
  let taken: readonly number[] = [];
  let width = 0;
  let values = new Float64Array(1024);
  let length = 0;
  for (const { line, fields } of rowsOf(bytes, separator, file)) {
    if (width === 0) {
      width = fields.length;
      if (!fields.every((field) => NUMBER.test(field.trim()))) names = namesIn(fields, file);
      taken = takenColumns(names, width, columns, file);
      if (names !== null) continue;
    }
    if (fields.length !== width) {
      throw fileError(`${file}, row ${line}`, [
        `${width} columns, as in the first row`,
        String(fields.length),
        width === 1 ? 'Separate columns by commas in .csv, by tabs in .tsv.' : 'Mend the row.',
      ]);
    }
    if (length + taken.length > values.length) {
      const longer = new Float64Array(Math.max(values.length * 2, length + taken.length));
      longer.set(values);
      values = longer;
    }
    for (const column of taken) {
      const text = (fields[column] as string).trim();
      if (!NUMBER.test(text)) throw notNumeric(file, line, names?.[column] ?? `${column + 1}`, text);
      values[length] = Number(text);
      length++;
    }
  }
  if (width === 0) throw fileError(file, ['rows of numbers', 'an empty file', 'Give a file with data.']);
  const kept = names;
  return {
    shape: [length / taken.length, taken.length],
    names: kept === null ? null : taken.map((column) => kept[column] as string),
    values: values.subarray(0, length),
  };
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

/** Rows with the line that each starts at, from 1; empty lines are passed over. */
function* rowsOf(bytes: Uint8Array, separator: string, file: string): Generator<{ line: number; fields: string[] }> {
  const split = separator.charCodeAt(0);
  const mark = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let at = mark ? 3 : 0;
  let line = 1;
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
