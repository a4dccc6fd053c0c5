import { fileError } from './file-error.ts';
import { latin1 } from './latin1.ts';
import { bytesPerNumber, decodeNumbers, isNumberType, type NumberType } from './numbers.ts';
import type { Table } from './table.ts';

/** \x93NUMPY */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;

export interface NpyHeader {
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly little: boolean;
  readonly fortranOrder: boolean;
  /** Where the numbers start, bytes. */
  readonly start: number;
}

/**
 * The header of a .npy file (numpy.lib.format, versions 1 to 3). Nothing is unpickled: object arrays are refused.
 * @throws UserError for another file, or values that are no real numbers
 */
export function parseNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  if (bytes.length < 12 || MAGIC.some((byte, index) => bytes[index] !== byte)) {
    throw fileError(file, [
      'a .npy file, which starts with \\x93NUMPY',
      `${bytes.length} bytes that do not`,
      'Write the array with numpy.save.',
    ]);
  }
  const wide = (bytes[6] ?? 0) >= 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = wide ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true);
  if (start > bytes.length) throw cutOff(file, start, bytes.length);
  const header = latin1(bytes.subarray(wide ? 12 : 10, start));
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (order === undefined || shape === undefined) {
    throw fileError(file, ['a header of numpy', header.trim(), 'Write the array with numpy.save.']);
  }
  const [, endian = '', type = ''] = /^([<>|=]?)(.+)$/.exec(descr ?? '') ?? [];
  if (!isNumberType(type)) {
    const received = type === 'O' ? 'Python objects' : `the type ${descr ?? 'of a structured array'}`;
    throw fileError(file, [
      'an array of integers, booleans or floats of at most 64 bits',
      received,
      type === 'O'
        ? 'Objects are never unpickled: convert with array.astype("float32") and save again.'
        : 'Convert with array.astype("float32") and save again.',
    ]);
  }
  const sizes = shape.split(',').filter((part) => part.trim() !== '');
  return { shape: sizes.map(Number), type, little: endian !== '>', fortranOrder: order === 'True', start };
}

/** @throws UserError for a file that is no such array, or has another length than its header says */
export function readNpy(bytes: Uint8Array, file: string): Table {
  const { shape, type, little, fortranOrder, start } = parseNpyHeader(bytes, file);
  const length = shape.reduce((product, size) => product * size, 1);
  const expected = start + length * bytesPerNumber(type);
  if (bytes.length !== expected) throw cutOff(file, expected, bytes.length);
  const values = decodeNumbers(bytes.subarray(start), length, { type, little });
  return { shape, names: null, values: fortranOrder && shape.length > 1 ? rowMajor(values, shape) : values };
}

/** From Fortran's order, in which the first index runs fastest, to C's. */
function rowMajor(values: Float32Array | Float64Array, shape: readonly number[]): Float32Array | Float64Array {
  const ordered = values instanceof Float32Array ? new Float32Array(values.length) : new Float64Array(values.length);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const indices = shape.map(() => 0);
  let source = 0;
  for (let target = 0; target < values.length; target++) {
    ordered[target] = values[source] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      const next = (indices[axis] as number) + 1;
      if (next < (shape[axis] as number)) {
        indices[axis] = next;
        source += stride;
        break;
      }
      source -= (indices[axis] as number) * stride;
      indices[axis] = 0;
    }
  }
  return ordered;
}

/** For a file of another length than its header says. */
export function cutOff(file: string, expected: number, received: number) {
  return fileError(file, [
    `${expected} bytes, as its header says`,
    `${received} bytes`,
    'The file is cut off or has more behind it: write it again.',
  ]);
}
