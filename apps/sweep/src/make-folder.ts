import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { StorageError } from '@collapse/study';

/**
 * Makes a folder and those above it, level by level: Node's own recursion mistakes a read-only file system for a missing
 * folder, and never ends on one that refuses new folders as missing, such as /proc.
 * @throws StorageError where the folder cannot be made, or is there and cannot be written
 */
export function makeFolder(directory: string): void {
  const present = existsSync(directory);
  if (!present && dirname(directory) !== directory) makeFolder(dirname(directory));
  try {
    if (present) accessSync(directory, constants.W_OK);
    else mkdirSync(directory);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
    if (error.code !== 'EEXIST') throw new StorageError(directory, error.code, { cause: error });
  }
}
