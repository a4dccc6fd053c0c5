import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** sha256 in hexadecimal digits, read piece by piece. */
export async function digestOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return hash.digest('hex');
}

export function fileDigest(path: string): Promise<string> {
  return digestOf(createReadStream(path));
}

/**
 * Files in a folder and its folders down to `depth`, relative with `/`, in order; none where it does not exist. Temporary
 * ones are left out.
 */
export async function filesIn(directory: string, depth = 16): Promise<string[]> {
  const files: string[] = [];
  await collect(directory, '', depth, files);
  return files.sort();
}

async function collect(root: string, inside: string, depth: number, files: string[]): Promise<void> {
  for (const entry of await list(join(root, inside))) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth > 0) await collect(root, path, depth - 1, files);
    } else if (!entry.name.endsWith('.tmp')) {
      files.push(path);
    }
  }
}

async function list(directory: string) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
