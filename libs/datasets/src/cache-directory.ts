import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';

/**
 * The per-user directory for downloads and spectra: POSTERIOR_COLLAPSE_CACHE, else the operating system's place for
 * caches. It may not exist yet.
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment.POSTERIOR_COLLAPSE_CACHE;
  return chosen ? path.resolve(chosen) : envPaths('posterior-collapse', { suffix: '' }).cache;
}

/**
 * Writes a file of the cache whole or not at all: to a temporary name beside it, then renamed, so that readers and
 * other writers never see a part. A cache that cannot be written costs a notice and nothing else.
 */
export async function writeCacheFile(
  file: string,
  parts: readonly Uint8Array[],
  onNotice: (line: string) => void,
): Promise<void> {
  const temporary = `${file}.${process.pid}.${crypto.randomUUID()}.partial`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(temporary, parts);
    await rename(temporary, file);
  } catch (error) {
    onNotice(`not kept in the cache: ${error instanceof Error ? error.message : error}`);
    await rm(temporary, { force: true }).catch((problem: Error) => onNotice(`left behind: ${problem.message}`));
  }
}
