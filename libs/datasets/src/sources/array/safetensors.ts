import { parseJson } from '@collapse/trials';
import { chosenEntry } from './chosen-entry.ts';
import { fileError } from './file-error.ts';
import { bytesPerNumber, decodeNumbers, type NumberType } from './numbers.ts';
import type { Table } from './table.ts';

const TYPES: Readonly<Record<string, NumberType>> = {
  F64: 'f8',
  F32: 'f4',
  F16: 'f2',
  BF16: 'bf2',
  I64: 'i8',
  I32: 'i4',
  I16: 'i2',
  I8: 'i1',
  U64: 'u8',
  U32: 'u4',
  U16: 'u2',
  U8: 'u1',
  BOOL: 'b1',
};

/**
 * One tensor of a .safetensors file: the one under `key`, or the only one.
 * @throws UserError for a damaged file, a tensor that is not there, or one whose values are no real numbers
 */
export function readSafetensors(bytes: Buffer, file: string, key: string | undefined): Table {
  const start = bytes.length < 8 ? Number.POSITIVE_INFINITY : 8 + Number(bytes.readBigUInt64LE(0));
  if (start > bytes.length) throw damaged(file, `${bytes.length} bytes, fewer than its header needs`);
  const header = parseJson(bytes.toString('utf8', 8, start), file);
  if (typeof header !== 'object' || header === null) throw damaged(file, 'a header that is no object');
  const tensors = new Map<string, unknown>(Object.entries(header).filter(([name]) => name !== '__metadata__'));
  const end = Math.max(0, ...[...tensors].map(([name, tensor]) => described(tensor, file, name).offsets[1]));
  if (start + end !== bytes.length) throw damaged(file, `${bytes.length} bytes where its header says ${start + end}`);
  const name = chosenEntry(file, [...tensors.keys()], key);
  const { dtype, shape, offsets } = described(tensors.get(name), file, name);
  const type = TYPES[dtype];
  if (type === undefined) {
    const expected = `a tensor of one of the types ${Object.keys(TYPES).join(', ')}`;
    throw fileError(`${file}, ${name}`, [expected, dtype, 'Convert the tensor to float32 and save again.']);
  }
  const length = shape.reduce((product, size) => product * size, 1);
  const [from, to] = offsets;
  if (to - from !== length * bytesPerNumber(type)) {
    throw damaged(file, `${name} with the bytes ${from} to ${to} of ${bytes.length - start}`);
  }
  const values = decodeNumbers(bytes.subarray(start + from, start + to), length, { type, little: true });
  return { shape, names: null, values };
}

function described(tensor: unknown, file: string, name: string) {
  if (
    typeof tensor === 'object' &&
    tensor !== null &&
    'dtype' in tensor &&
    'shape' in tensor &&
    'data_offsets' in tensor
  ) {
    const { dtype, shape, data_offsets: offsets } = tensor;
    if (typeof dtype === 'string' && isSizes(shape) && isSizes(offsets)) {
      const [from, to] = offsets;
      if (from !== undefined && to !== undefined) return { dtype, shape, offsets: [from, to] as const };
    }
  }
  throw damaged(file, `${name} without dtype, shape and data_offsets`);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function damaged(file: string, received: string) {
  return fileError(file, ['a whole .safetensors file', received, 'Write it again with safetensors.']);
}
