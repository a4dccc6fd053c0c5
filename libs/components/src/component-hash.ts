import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { type Imports, importsOf } from './import-graph.ts';

/**
 * sha256 over what a component is made of: the sorted paths, relative to its own folder, and the sha256 of every local file
 * that it imports, itself included, and name and version of packages. Where the folder lies does not matter, and neither does
 * the version of this project, which a study records apart.
 * @throws UserError where an import cannot be followed
 */
export async function componentHash(file: string, name: string): Promise<string> {
  return hashOf(await importsOf(file, name));
}

function hashOf({ entry, files, packages }: Imports): string {
  const folder = dirname(entry);
  const local = files.map((path) => [relative(folder, path).split(sep).join('/'), sha256(readFileSync(path))]);
  return sha256(JSON.stringify({ files: local.sort(byName), packages: [...packages].sort(byName) }));
}

function byName([one = '']: readonly (string | null)[], [other = '']: readonly (string | null)[]): number {
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
