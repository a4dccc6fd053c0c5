import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { cacheDirectory } from '@collapse/datasets/cache-directory';

/**
 * Keeps what Node makes of the program's files in the user's cache, which halves the start of every later process: this
 * one's threads and children and the tasks of a cluster too, who find the place in their environment. Where it cannot be
 * written, nothing is kept.
 */
export function keepCompiledModules(environment: NodeJS.ProcessEnv): void {
  environment.NODE_COMPILE_CACHE ??= join(cacheDirectory(environment), 'compiled-modules');
  enableCompileCache(environment.NODE_COMPILE_CACHE);
}
