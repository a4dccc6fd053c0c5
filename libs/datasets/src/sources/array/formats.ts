import { readDelimited } from './delimited.ts';
import { readFeather } from './feather.ts';
import { readAnndata, readHdf5 } from './hdf5.ts';
import { readNpy } from './npy.ts';
import { readNpz } from './npz.ts';
import { readParquet } from './parquet.ts';
import { readSafetensors } from './safetensors.ts';
import type { Table, TableRequest } from './table.ts';

export type FormatName = NonNullable<TableRequest['format']>;

/** One kind of file. Readers throw a UserError for a file that is damaged, of another kind or not of real numbers. */
export type Format = {
  /** Whether it holds several arrays, told apart by `key`. */
  readonly keys: boolean;
  /** Whether its columns have names, for `columns`. */
  readonly columns: boolean;
} & (
  | { readonly read: (bytes: Buffer, request: TableRequest) => Table }
  /** By a library that takes its time to load. */
  | { readonly readSlowly: (bytes: Buffer, request: TableRequest) => Promise<Table> }
  /** By a library that opens files itself; `location` is the file, or an inflated copy of it. */
  | { readonly readAt: (location: string, request: TableRequest) => Promise<Table> }
);

/** Every kind of file by its ending, which is also its name: a new one is a file here and a line in this list. */
export const FORMATS: Readonly<Record<FormatName, Format>> = {
  npy: { keys: false, columns: false, read: (bytes, { file }) => readNpy(bytes, file) },
  npz: { keys: true, columns: false, read: (bytes, { file, key }) => readNpz(bytes, file, key) },
  csv: { keys: false, columns: true, read: (bytes, request) => readDelimited(bytes, request, ',') },
  tsv: { keys: false, columns: true, read: (bytes, request) => readDelimited(bytes, request, '\t') },
  parquet: { keys: false, columns: true, readSlowly: readParquet },
  feather: { keys: false, columns: true, readSlowly: readFeather },
  h5: { keys: true, columns: false, readAt: readHdf5 },
  h5ad: { keys: true, columns: true, readAt: readAnndata },
  safetensors: { keys: true, columns: false, read: (bytes, { file, key }) => readSafetensors(bytes, file, key) },
};

export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];
