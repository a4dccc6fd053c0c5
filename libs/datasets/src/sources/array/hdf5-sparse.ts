import type { Group } from 'h5wasm/node';
import { fileError } from './file-error.ts';
import { type ArrayRequest, isDataset, numbersOf } from './hdf5-dense.ts';
import { emptyValues, type Table } from './table.ts';

type Layout = 'csr_matrix' | 'csc_matrix';

/** Whether an entry is a sparse matrix as anndata writes one. */
export function isSparse(entry: ReturnType<Group['get']>): entry is Group {
  return entry !== null && 'type' in entry && entry.type === 'Group' && layoutOf(entry as Group) !== null;
}

function layoutOf(group: Group): Layout | null {
  const layout = group.attrs['encoding-type']?.value;
  return layout === 'csr_matrix' || layout === 'csc_matrix' ? layout : null;
}

/**
 * A sparse matrix in full: its entries by rows (CSR) or by columns (CSC), `indptr` saying where each of them starts.
 * @param place its file and name, for errors
 * @throws UserError where its parts do not fit together
 */
export function sparseTable(group: Group, place: string, { hdf5, columns }: ArrayRequest): Table {
  const part = (name: string) => {
    const entry = group.get(name);
    if (!isDataset(entry)) throw damaged(place, `no ${name}`);
    return numbersOf(entry, `${place}/${name}`, hdf5);
  };
  const [data, indices, starts] = [part('data'), part('indices'), part('indptr')];
  const [rows = 0, dim = 0] = shapeOf(group, place);
  const byRows = layoutOf(group) === 'csr_matrix';
  const lines = byRows ? rows : dim;
  if (starts.length !== lines + 1 || indices.length !== data.length || starts[lines] !== data.length) {
    throw damaged(
      place,
      `${data.length} values, ${indices.length} indices and ${starts.length} starts of ${lines} lines`,
    );
  }
  const width = columns === null ? dim : columns.length;
  const target = new Int32Array(dim).fill(-1);
  for (let index = 0; index < width; index++) target[columns === null ? index : (columns[index] as number)] = index;
  const values = emptyValues(rows, width, place, data instanceof Float32Array);
  for (let line = 0; line < lines; line++) {
    for (let at = starts[line] as number; at < (starts[line + 1] as number); at++) {
      const other = indices[at] as number;
      if (!(other >= 0 && other < (byRows ? dim : rows))) throw damaged(place, `the index ${other}`);
      const [row, column] = byRows ? [line, other] : [other, line];
      const index = target[column] as number;
      // An entry that comes twice counts twice, as in scipy.
      if (index >= 0) values[row * width + index] = (values[row * width + index] as number) + (data[at] as number);
    }
  }
  return { shape: [rows, width], names: null, values };
}

function shapeOf(group: Group, place: string): number[] {
  const shape = group.attrs.shape?.value;
  const sizes = ArrayBuffer.isView(shape) ? Array.from(shape as BigInt64Array | Int32Array, Number) : [];
  if (sizes.length !== 2) throw damaged(place, 'no shape of two sizes');
  return sizes;
}

function damaged(place: string, received: string) {
  return fileError(place, ['a whole sparse matrix as anndata writes it', received, 'Write it again with anndata.']);
}
