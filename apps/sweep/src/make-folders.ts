import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, level by level: Node's own recursion mistakes a read-only file system for a missing
 * folder, and never ends on one that refuses new folders as missing, such as /proc.
 * @throws the system's error; ENOENT too where the path is a link that leads nowhere
 */
export function makeFolders(directory: string): void {
  if (existsSync(directory)) return;
  const parent = dirname(directory);
  if (parent !== directory) makeFolders(parent);
  try {
    mkdirSync(directory);
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    // Another process may have made it meanwhile.
    if (!isThere) throw error;
    if (!existsSync(directory)) throw Object.assign(new Error(`${directory} leads nowhere`), { code: 'ENOENT' });
  }
}
