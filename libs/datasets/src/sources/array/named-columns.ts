import { fileError } from './file-error.ts';

/** A column of a table whose columns have names. */
export interface NamedColumn {
  readonly name: string;
  /** What it holds where that is no numbers, such as "text"; null where it is numbers. */
  readonly other: string | null;
}

/** What pandas calls an index that it writes along. */
const PANDAS_INDEX = /^__index_level_\d+__$/;

/**
 * Positions of the columns that are taken, in the order asked for; all of them where nothing is.
 * @throws UserError for a name that is not there or twice, and for a column that holds no numbers
 */
export function takenColumns(
  columns: readonly NamedColumn[],
  wanted: readonly string[] | undefined,
  file: string,
): readonly number[] {
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw fileError(file, ['names that differ', `${twice} twice`, 'Rename one of the columns.']);
  const taken =
    wanted === undefined ? names.map((_, position) => position) : wanted.map((name) => positionOf(name, names, file));
  for (const position of taken) {
    const { name, other } = columns[position] as NamedColumn;
    if (wanted === undefined && PANDAS_INDEX.test(name)) {
      throw fileError(`${file}, column ${name}`, [
        'a column of data',
        'the index of pandas',
        'Write the file with index=False, or list the columns to take in dataset.columns.',
      ]);
    }
    if (other === null) continue;
    throw fileError(`${file}, column ${name}`, [
      'numbers',
      other,
      'Encode it as numbers, or list the numeric columns in dataset.columns.',
    ]);
  }
  if (taken.length > 0) return taken;
  throw fileError(file, ['columns of numbers', 'none', 'Give a file with data.']);
}

function positionOf(name: string, names: readonly string[], file: string): number {
  const position = names.indexOf(name);
  if (position >= 0) return position;
  throw fileError(file, [`a column named ${name}`, names.slice(0, 20).join(', '), 'Mend dataset.columns.']);
}

/** A missing value in a table; `row` from 0. */
export function missingValue(file: string, row: number, column: string) {
  return fileError(`${file}, data point ${row + 1}, column ${column}`, [
    'a number',
    'a missing value',
    'Fill it in or leave the data point out: nothing is imputed.',
  ]);
}
