import { UserError } from '@collapse/trials';
import type { File, Group } from 'h5wasm/node';
import { chosenEntry } from './chosen-entry.ts';
import { fileError } from './file-error.ts';
import { type ArrayRequest, denseTable, type Hdf5, isDataset, numberTypeOf } from './hdf5-dense.ts';
import { isSparse, sparseTable } from './hdf5-sparse.ts';
import { takenColumns } from './named-columns.ts';
import { optionalModule } from './optional-module.ts';
import type { Table, TableRequest } from './table.ts';

/**
 * One array of a .h5 file, dense or as anndata writes sparse ones (CSR and CSC): the one under `key`, or the only one of numbers.
 * @param location the file itself, or an inflated copy of it
 * @throws UserError for a damaged file, an array that is not there, and one whose values are no real numbers
 */
export function readHdf5(location: string, { file, key }: TableRequest): Promise<Table> {
  return opened(location, file, (root, hdf5) => {
    const name = key ?? onlyOne(root, file, hdf5);
    return arrayAt(root, chosenEntry(file, arraysOf(root), name), file, { hdf5, columns: null });
  });
}

/**
 * The matrix of cells by genes of a .h5ad file, X or another one under `key`; `columns` are names of genes.
 * @throws UserError as readHdf5
 */
export function readAnndata(location: string, { file, key = 'X', columns: wanted }: TableRequest): Promise<Table> {
  return opened(location, file, (root, hdf5) => {
    const name = chosenEntry(file, arraysOf(root), key);
    const genes = name === 'X' || name.startsWith('layers/') ? genesOf(root) : null;
    if (genes === null) {
      if (wanted !== undefined) {
        const expected = 'no dataset.columns for an array whose columns have no names';
        throw fileError(`${file}, ${name}`, [expected, 'some', 'Remove them, or take X or a layer.']);
      }
      return arrayAt(root, name, file, { hdf5, columns: null });
    }
    const named = genes.map((gene) => ({ name: gene, other: null }));
    const columns = wanted === undefined ? null : takenColumns(named, wanted, file);
    const table = arrayAt(root, name, file, { hdf5, columns });
    const names = columns === null ? genes : columns.map((column) => genes[column] as string);
    return { ...table, names: names.length === table.shape[1] ? names : null };
  });
}

function arrayAt(root: File, name: string, file: string, request: ArrayRequest): Table {
  const entry = root.get(name);
  const place = `${file}, ${name}`;
  return isDataset(entry) ? denseTable(entry, place, request) : sparseTable(entry as Group, place, request);
}

/** Paths of everything that an array can be read from; the parts of a sparse one are not listed. */
function arraysOf(root: File): string[] {
  const sparse: string[] = [];
  return root.paths().filter((name) => {
    if (sparse.some((parent) => name.startsWith(`${parent}/`))) return false;
    const entry = root.get(name);
    if (!isSparse(entry)) return isDataset(entry);
    sparse.push(name);
    return true;
  });
}

/** The only array of numbers; undefined where there are others or none. */
function onlyOne(root: File, file: string, hdf5: Hdf5): string | undefined {
  const names = arraysOf(root).filter((name) => {
    const entry = root.get(name);
    return !isDataset(entry) || (numberTypeOf(entry, hdf5) !== null && (entry.shape?.length ?? 0) > 0);
  });
  if (names.length > 0) return names.length === 1 ? names[0] : undefined;
  throw fileError(file, ['an array of numbers', 'none', 'Give a file with data.']);
}

/** Names of the genes, where the table of them has an index of text. */
function genesOf(root: File): string[] | null {
  const table = root.get('var');
  if (table === null || !('attrs' in table)) return null;
  const index = table.attrs._index?.value;
  const names = typeof index === 'string' ? root.get(`var/${index}`) : null;
  const values = isDataset(names) ? names.value : null;
  return Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : null;
}

async function opened(location: string, file: string, read: (root: File, hdf5: Hdf5) => Table): Promise<Table> {
  const hdf5 = await optionalModule(
    'h5wasm',
    { file, otherwise: 'write the data as .npy' },
    () => import('h5wasm/node'),
  );
  const module = await hdf5.ready;
  module.activate_throwing_error_handler();
  let root: File | null = null;
  try {
    root = new hdf5.File(location, 'r');
    return read(root, hdf5);
  } catch (cause) {
    if (cause instanceof UserError || !(cause instanceof Error)) throw cause;
    const [message] = cause.message.trim().split('\n');
    throw fileError(
      file,
      [
        'a whole file of HDF5',
        `one that cannot be read (${message})`,
        'Write it again, compressed by gzip or not at all.',
      ],
      cause,
    );
  } finally {
    root?.close();
  }
}
