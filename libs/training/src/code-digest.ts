import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Libraries whose code decides the numbers of a training. */
const LIBRARIES = ['backend', 'closed-forms', 'datasets', 'models', 'training', 'trials'];

let known: string | undefined;

/**
 * sha256 of the sources that decide the numbers of a training, hexadecimal. A commit would not do: where files are changed
 * it stays the same, and where only documents are it does not.
 */
export function codeDigest(): string {
  known ??= digestOf(LIBRARIES.map((library) => join(import.meta.dirname, '..', '..', library, 'src')));
  return known;
}

function digestOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    for (const name of names.sort()) {
      const source = readFileSync(join(folder, name));
      hash.update(`${name} ${source.length}\n`).update(source);
    }
  }
  return hash.digest('hex');
}
