import type { Dataset, Group } from 'h5wasm/node';
import { fileError } from './file-error.ts';
import { decodeNumbers, isNumberType, type NumberType, needsFloat64 } from './numbers.ts';
import { emptyValues, type Table } from './table.ts';

export type Hdf5 = typeof import('h5wasm/node');

/** What is read of an array: all of its columns where `columns` is null. */
export interface ArrayRequest {
  readonly hdf5: Hdf5;
  readonly columns: readonly number[] | null;
}

/** Read at a time: the library has at most 2 GiB of memory of its own. */
const BLOCK_BYTES = 2 ** 26;

export function isDataset(entry: ReturnType<Group['get']>): entry is Dataset {
  return entry !== null && 'type' in entry && entry.type === 'Dataset';
}

/** How the numbers of an array lie once HDF5 has turned them to this machine's byte order; null where they are none. */
export function numberTypeOf({ metadata }: Dataset, { Module }: Hdf5): NumberType | null {
  const { type, size, signed, enum_type: enumeration } = metadata;
  const { H5T_INTEGER, H5T_FLOAT, H5T_ENUM } = Module.H5T_class_t;
  if (type === H5T_ENUM.value) {
    return size === 1 &&
      Object.keys(enumeration?.members ?? {})
        .sort()
        .join() === 'FALSE,TRUE'
      ? 'b1'
      : null;
  }
  const letter = type === H5T_FLOAT.value ? 'f' : type === H5T_INTEGER.value ? (signed ? 'i' : 'u') : null;
  const name = `${letter}${size}`;
  return isNumberType(name) ? name : null;
}

/**
 * An array of numbers, rows by rows.
 * @param place its file and name, for errors
 * @throws UserError where its values are no real numbers, or not in the file
 */
export function denseTable(dataset: Dataset, place: string, { hdf5, columns }: ArrayRequest): Table {
  const type = requiredType(dataset, place, hdf5);
  const [rows = 1, ...point] = dataset.shape ?? [];
  const dim = point.reduce((product, length) => product * length, 1);
  if (columns === null) return { shape: dataset.shape ?? [], names: null, values: numbersOf(dataset, place, hdf5) };
  const values = emptyValues(rows, columns.length, place, !needsFloat64(type));
  forEachBlock(dataset, type, hdf5, (block, from) => {
    for (let at = 0; at < block.length / dim; at++) {
      for (const [index, column] of columns.entries()) {
        values[(from / dim + at) * columns.length + index] = block[at * dim + column] as number;
      }
    }
  });
  return { shape: [rows, columns.length], names: null, values };
}

/** All numbers of an array, in C order. @throws UserError where they are no real numbers */
export function numbersOf(dataset: Dataset, place: string, hdf5: Hdf5): Float32Array | Float64Array {
  const type = requiredType(dataset, place, hdf5);
  const length = (dataset.shape ?? []).reduce((product, size) => product * size, 1);
  const values = emptyValues(length, 1, place, !needsFloat64(type));
  forEachBlock(dataset, type, hdf5, (block, from) => values.set(block, from));
  return values;
}

function requiredType(dataset: Dataset, place: string, hdf5: Hdf5): NumberType {
  if (dataset.metadata.virtual_sources !== undefined) {
    // Where such a file is missing, HDF5 gives zeros without a word.
    throw fileError(place, ['numbers in this file', 'a view of other files', 'Write the numbers themselves.']);
  }
  const type = numberTypeOf(dataset, hdf5);
  if (type !== null) return type;
  throw fileError(place, [
    'an array of integers, booleans or floats of at most 64 bits',
    `the type ${JSON.stringify(dataset.dtype)}`,
    'Convert it to float32 and write it again.',
  ]);
}

/** Whole rows at a time, with the position of their first number. */
function forEachBlock(
  dataset: Dataset,
  type: NumberType,
  { Module }: Hdf5,
  take: (block: Float32Array | Float64Array, from: number) => void,
): void {
  const [rows = 1, ...point] = dataset.shape ?? [];
  const dim = point.reduce((product, length) => product * length, 1);
  const { size } = dataset.metadata;
  const rowsAtOnce = Math.max(1, Math.floor(BLOCK_BYTES / Math.max(1, dim * size)));
  for (let start = 0; dim > 0 && start < rows; start += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - start);
    const length = count * dim;
    const memory = Module._malloc(length * size);
    try {
      const window = (first: number, others: readonly number[]) =>
        dataset.shape?.length === 0 ? null : [first, ...others].map(BigInt);
      const origin = window(
        start,
        point.map(() => 0),
      );
      const strides = window(
        1,
        point.map(() => 1),
      );
      Module.get_dataset_data(dataset.file_id, dataset.path, window(count, point), origin, strides, BigInt(memory));
      const bytes = Module.HEAPU8.subarray(memory, memory + length * size);
      take(decodeNumbers(bytes, length, { type, little: true }), start * dim);
    } finally {
      Module._free(memory);
    }
  }
}
