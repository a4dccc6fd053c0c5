import { crc32, inflateRawSync } from 'node:zlib';
import { chosenEntry } from './chosen-entry.ts';
import { fileError } from './file-error.ts';
import { readNpy } from './npy.ts';
import type { Table } from './table.ts';

const END_RECORD = 0x06054b50;
const END_RECORD_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const CENTRAL_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
/** In place of a size that needs 64 bits. */
const WIDE = 0xffffffff;

interface Entry {
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly offset: number;
}

/**
 * One array of an archive of numpy.savez or savez_compressed: the one under `key`, or the only one.
 * @throws UserError for a damaged archive, one larger than 4 GiB, or an array that is not there
 */
export function readNpz(bytes: Buffer, file: string, key: string | undefined): Table {
  const entries = entriesOf(bytes, file);
  const name = chosenEntry(file, [...entries.keys()], key);
  return readNpy(unpacked(bytes, file, name, entries.get(name)), `${file}, ${name}`);
}

function entriesOf(bytes: Buffer, file: string): Map<string, Entry> {
  let end = bytes.length - END_RECORD_BYTES;
  const first = Math.max(0, end - LONGEST_COMMENT);
  while (end >= first && bytes.readUInt32LE(end) !== END_RECORD) end--;
  if (end < first) throw damaged(file, 'no directory of a zip archive at its end');
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < bytes.readUInt16LE(end + 10); index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL_ENTRY) throw damaged(file, 'a broken directory');
    const [packedSize, size, offset] = [
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 24),
      bytes.readUInt32LE(at + 42),
    ];
    if ([packedSize, size, offset].includes(WIDE)) {
      throw fileError(file, ['arrays of less than 4 GiB', 'a larger one', 'Write the array alone, with numpy.save.']);
    }
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, nameEnd).replace(/\.npy$/, '');
    entries.set(name, {
      method: bytes.readUInt16LE(at + 10),
      checksum: bytes.readUInt32LE(at + 16),
      packedSize,
      offset,
    });
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function unpacked(bytes: Buffer, file: string, name: string, entry: Entry | undefined): Buffer {
  if (entry === undefined || entry.offset + 30 > bytes.length || bytes.readUInt32LE(entry.offset) !== LOCAL_ENTRY) {
    throw damaged(file, `no array where its directory has ${name}`);
  }
  const start = entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28);
  const packed = bytes.subarray(start, start + entry.packedSize);
  const content = entry.method === 0 ? packed : inflated(packed, file, name, entry.method);
  if (crc32(content) !== entry.checksum) throw damaged(file, `another checksum of ${name} than its directory says`);
  return content;
}

function inflated(packed: Buffer, file: string, name: string, method: number): Buffer {
  if (method !== 8) throw damaged(file, `${name} in a compression that numpy does not write (${method})`);
  try {
    return inflateRawSync(packed);
  } catch (cause) {
    throw damaged(file, `${name} does not inflate (${cause instanceof Error ? cause.message : cause})`, cause);
  }
}

function damaged(file: string, received: string, cause?: unknown) {
  return fileError(file, ['a whole .npz archive', received, 'Write it again with numpy.savez.'], cause);
}
