import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory } from '@collapse/datasets/cache-directory';
import { makeFolders } from './make-folders.ts';

/**
 * Where the user's cache cannot be written, one of this run's own takes its place, in this process and in all that it starts,
 * so that nothing else has to ask.
 * @param tell told then, one line
 */
export function ensureUsableCache(environment: NodeJS.ProcessEnv, tell: (line: string) => void): void {
  const directory = cacheDirectory(environment);
  const problem = problemWith(directory);
  if (problem === null) return;
  const temporary = mkdtempSync(join(tmpdir(), 'posterior-collapse-cache-'));
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
  environment.POSTERIOR_COLLAPSE_CACHE = temporary;
  tell(
    `The cache ${directory} cannot be written (${problem}): downloads and what was measured on this machine are kept for this run only. ` +
      'POSTERIOR_COLLAPSE_CACHE names another folder.',
  );
}

/** The system's code, or null where the folder is there, made if need be, and can be written. */
function problemWith(directory: string): string | null {
  try {
    makeFolders(directory);
    accessSync(directory, constants.W_OK);
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}
