import { readDelimited } from './delimited.ts';
import { readNpy } from './npy.ts';
import { readNpz } from './npz.ts';
import { readSafetensors } from './safetensors.ts';
import type { Table, TableRequest } from './table.ts';

export type FormatName = NonNullable<TableRequest['format']>;

/** One kind of file. */
export interface Format {
  /** Whether it holds several arrays, told apart by `key`. */
  readonly keys: boolean;
  /** Whether its columns have names, for `columns`. */
  readonly columns: boolean;
  /** @throws UserError for a file that is damaged, of another kind or not of real numbers */
  readonly read: (bytes: Buffer, request: TableRequest) => Table;
}

/** Every kind of file by its ending, which is also its name: a new one is a file here and a line in this list. */
export const FORMATS: { readonly [Name in FormatName]: Format } = {
  npy: { keys: false, columns: false, read: (bytes, { file }) => readNpy(bytes, file) },
  npz: { keys: true, columns: false, read: (bytes, { file, key }) => readNpz(bytes, file, key) },
  csv: { keys: false, columns: true, read: (bytes, request) => readDelimited(bytes, request, ',') },
  tsv: { keys: false, columns: true, read: (bytes, request) => readDelimited(bytes, request, '\t') },
  safetensors: { keys: true, columns: false, read: (bytes, { file, key }) => readSafetensors(bytes, file, key) },
};

export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];
