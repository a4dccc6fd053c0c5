import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const END_RECORD = 0x06054b50;
const END_RECORD_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const CENTRAL_ENTRY = 0x02014b50;
const CENTRAL_ENTRY_BYTES = 46;

/**
 * The names of the arrays in a plain .npz or .safetensors file, from its directory alone; null of another file, and of a
 * damaged one, which readTable says what is wrong with.
 */
export function arrayNames(file: string): readonly string[] | null {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const read = (from: number, length: number) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - from)));
      readSync(handle, bytes, 0, bytes.length, from);
      return bytes;
    };
    if (file.toLowerCase().endsWith('.npz')) return zipNames(read, size);
    return file.toLowerCase().endsWith('.safetensors') ? tensorNames(read, size) : null;
  } finally {
    closeSync(handle);
  }
}

type Read = (from: number, length: number) => Buffer;

function zipNames(read: Read, size: number): readonly string[] | null {
  const tail = read(Math.max(0, size - END_RECORD_BYTES - LONGEST_COMMENT), END_RECORD_BYTES + LONGEST_COMMENT);
  let end = tail.length - END_RECORD_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END_RECORD) end--;
  if (end < 0) return null;
  const directory = read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const names: string[] = [];
  let at = 0;
  for (let index = 0; index < tail.readUInt16LE(end + 10); index++) {
    if (at + CENTRAL_ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== CENTRAL_ENTRY) return null;
    const nameEnd = at + CENTRAL_ENTRY_BYTES + directory.readUInt16LE(at + 28);
    names.push(directory.toString('utf8', at + CENTRAL_ENTRY_BYTES, nameEnd).replace(/\.npy$/, ''));
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return names;
}

function tensorNames(read: Read, size: number): readonly string[] | null {
  const length = size < 8 ? Number.POSITIVE_INFINITY : Number(read(0, 8).readBigUInt64LE());
  if (8 + length > size) return null;
  try {
    return Object.keys(JSON.parse(read(8, length).toString('utf8'))).filter((name) => name !== '__metadata__');
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}
