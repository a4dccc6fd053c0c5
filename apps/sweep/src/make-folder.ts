import { accessSync, constants } from 'node:fs';
import { errorCode, StorageError } from '@collapse/study';
import { makeFolders } from './make-folders.ts';

/**
 * Makes a folder that results go to, and those above it.
 * @throws StorageError where the folder cannot be made, or is there and cannot be written
 */
export function makeFolder(directory: string): void {
  try {
    makeFolders(directory);
    accessSync(directory, constants.W_OK);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new StorageError(directory, code, { cause: error });
  }
}
