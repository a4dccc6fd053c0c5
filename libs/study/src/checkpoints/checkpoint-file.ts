import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type BackendDescription, messageOf, type StepCompiler, type Trial } from '@collapse/trials';
import { isJsonObject, parseLine } from '../files/json-lines.ts';
import { errorCode } from '../files/storage-error.ts';

/*
 * A checkpoint is one file: the length of its header in 8 bytes, little endian; the header, JSON padded with spaces; the
 * values of its arrays end to end, little endian; the sha256 of all before, 32 bytes.
 */

/** What a header names itself. */
export const CHECKPOINT_FORMAT = 'posterior-collapse-harness checkpoint 1';
const LENGTH_BYTES = 8;
const DIGEST_BYTES = 32;
const ALIGNMENT = 8;
/** A longer header is damage. */
const MOST_HEADER_BYTES = 2 ** 28;

/** What a checkpoint is of, besides its arrays. */
export interface CheckpointHeader {
  readonly format: typeof CHECKPOINT_FORMAT;
  /** The members of the pack in their order; one of a trial alone. */
  readonly trials: readonly Trial[];
  /** Names the code that trained; another's steps may be others. */
  readonly code: string;
  /** Of Node, which computes schedules and starting values. */
  readonly node: string;
  readonly backend: BackendDescription;
  readonly compiler: StepCompiler;
  /** sha256 of the data set's values. */
  readonly data: string;
  /** Steps done. */
  readonly step: number;
  /** What they took, of the whole pack. */
  readonly seconds: number;
  /** Where each member's batches are; null where every batch is all of the data. */
  readonly batches: readonly { readonly position: number; readonly generator: readonly number[] }[] | null;
  /** Members that are given up, and why. */
  readonly diverged: readonly (readonly [member: number, reason: string])[];
}

type Values = Float32Array | Int32Array | Uint8Array;

/** One array of a checkpoint, made when its turn to be written comes. */
export interface CheckpointArray {
  readonly name: string;
  readonly type: keyof typeof ARRAY_TYPES;
  readonly shape: readonly number[];
  values(): Values;
}

/** A checkpoint as it was read. */
export interface Checkpoint {
  readonly header: CheckpointHeader;
  readonly arrays: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Values }>;
}

const ARRAY_TYPES = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array };

/** The bytes of a checkpoint, part by part, so that no copy of the whole is ever held. */
export function* encodeCheckpoint(header: CheckpointHeader, arrays: readonly CheckpointArray[]): Generator<Uint8Array> {
  const hash = createHash('sha256');
  const text = JSON.stringify({ ...header, arrays: arrays.map(({ name, type, shape }) => ({ name, type, shape })) });
  const json = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil(json.length / ALIGNMENT) * ALIGNMENT, ' ');
  json.copy(padded);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(padded.length));
  for (const part of [length, padded]) {
    hash.update(part);
    yield part;
  }
  for (const { values } of arrays) {
    const part = bytesOf(values());
    hash.update(part);
    yield part;
  }
  yield hash.digest();
}

/** A file that is no whole checkpoint. */
export class DamagedCheckpoint extends Error {
  override readonly name = 'DamagedCheckpoint';
}

/** @throws DamagedCheckpoint where the file is not there, not whole, or not what was written */
export function readCheckpoint(path: string): Checkpoint {
  return withFile(path, (descriptor, size) => {
    const hash = createHash('sha256');
    const { header, manifest } = readHeader(descriptor, size, hash);
    const arrays = new Map(
      manifest.map(({ name, type, shape }) => {
        const values = new ARRAY_TYPES[type](shape.reduce((product, width) => product * width, 1));
        const bytes = bytesOf(values);
        readWhole(descriptor, bytes);
        hash.update(bytes);
        return [name, { shape, values }] as const;
      }),
    );
    const digest = new Uint8Array(DIGEST_BYTES);
    readWhole(descriptor, digest);
    if (!hash.digest().equals(digest)) throw new DamagedCheckpoint('its bytes are not those that were written');
    return { header, arrays };
  });
}

/** The header alone, unchecked but for its form. @throws DamagedCheckpoint */
export function readCheckpointHeader(path: string): CheckpointHeader {
  return withFile(path, (descriptor, size) => readHeader(descriptor, size).header);
}

type Manifest = readonly Omit<CheckpointArray, 'values'>[];

function readHeader(descriptor: number, size: number, hash?: Hash): { header: CheckpointHeader; manifest: Manifest } {
  const length = Buffer.alloc(LENGTH_BYTES);
  readWhole(descriptor, length);
  const bytes = Number(length.readBigUInt64LE());
  if (bytes > Math.min(size, MOST_HEADER_BYTES)) throw new DamagedCheckpoint('its header is longer than the file');
  const json = Buffer.alloc(bytes);
  readWhole(descriptor, json);
  hash?.update(length).update(json);
  const value = parseLine(json.toString());
  if (!isHeader(value)) throw new DamagedCheckpoint(`its header is not that of a ${CHECKPOINT_FORMAT}`);
  const { arrays: manifest, ...header } = value;
  const whole =
    LENGTH_BYTES +
    bytes +
    DIGEST_BYTES +
    manifest.reduce((sum, { type, shape }) => {
      return sum + shape.reduce((product, width) => product * width, ARRAY_TYPES[type].BYTES_PER_ELEMENT);
    }, 0);
  if (size !== whole) throw new DamagedCheckpoint(`it has ${size} bytes where its header tells of ${whole}`);
  return { header, manifest };
}

function isHeader(value: unknown): value is CheckpointHeader & { arrays: Manifest } {
  if (!isJsonObject(value) || value.format !== CHECKPOINT_FORMAT) return false;
  return Array.isArray(value.trials) && Array.isArray(value.arrays) && value.arrays.every(isOfManifest);
}

function isOfManifest(value: unknown): boolean {
  if (!isJsonObject(value) || typeof value.name !== 'string' || typeof value.type !== 'string') return false;
  if (!Object.hasOwn(ARRAY_TYPES, value.type)) return false;
  return Array.isArray(value.shape) && value.shape.every((width) => Number.isSafeInteger(width) && width >= 0);
}

function withFile<Result>(path: string, read: (descriptor: number, size: number) => Result): Result {
  try {
    const descriptor = openSync(path, 'r');
    try {
      return read(descriptor, fstatSync(descriptor).size);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    throw new DamagedCheckpoint(messageOf(error), { cause: error });
  }
}

function readWhole(descriptor: number, into: Uint8Array): void {
  for (let read = 0; read < into.length; ) {
    const bytes = readSync(descriptor, into, read, into.length - read, null);
    if (bytes === 0) throw new DamagedCheckpoint('it ends too early');
    read += bytes;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Values): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
