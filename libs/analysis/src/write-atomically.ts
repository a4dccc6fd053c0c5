import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { StorageError } from '@collapse/study';

/**
 * Writes a whole file by temporary name and rename: a reader sees the old content or the new, never a part.
 * @throws StorageError where the place cannot be written; what was there before is still there then.
 */
export function writeAtomically(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const descriptor = openSync(temporary, 'w');
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw storageError(path, error);
  }
}

/** A failed file operation as an error that says what to do; any other error unchanged. */
export function storageError(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? new StorageError(path, code, { cause: error }) : error;
}
