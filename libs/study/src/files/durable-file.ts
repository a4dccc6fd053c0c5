import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writing } from './storage-error.ts';

/** Makes the renames inside a folder survive a power cut. */
export function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The process that a durable write was, or is, under way in, by the name of its file, NAME.PID.tmp; null for any other file. */
export function temporaryWriter(name: string): number | null {
  const processId = /\.(\d+)\.tmp$/.exec(name)?.[1];
  return processId === undefined ? null : Number(processId);
}

/**
 * Writes a whole file by temporary name, fsync and rename: a reader sees the old content or the new, never a part.
 * @param data whole, or part by part as it is made
 * @throws StorageError where the disk is full or not writable; the temporary file is gone then.
 */
export function writeFileDurably(path: string, data: string | Uint8Array | Iterable<Uint8Array>): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writing(path, () => {
    try {
      const descriptor = openSync(temporary, 'w');
      try {
        // Parts follow each other: with a descriptor each write goes on where the last one ended.
        for (const part of isWhole(data) ? [data] : data) writeFileSync(descriptor, part);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    syncDirectory(dirname(path));
  });
}

function isWhole(data: string | Uint8Array | Iterable<Uint8Array>): data is string | Uint8Array {
  return typeof data === 'string' || data instanceof Uint8Array;
}
