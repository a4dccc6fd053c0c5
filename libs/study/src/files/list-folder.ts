import { readdirSync } from 'node:fs';
import { errorCode } from './storage-error.ts';

/** Names in a folder; none where it does not exist. */
export function listFolder(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
