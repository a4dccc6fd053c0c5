import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { ExecutionContext } from 'ava';

type Patch = Partial<Pick<typeof fs, 'fsyncSync' | 'renameSync' | 'writeSync'>>;

/**
 * Puts other functions in the place of some of node:fs, also for modules that import them by name, until the returned
 * function is called or the test ends. For what no file system does when asked: races, short writes, the order of syncs.
 */
export function patchFiles(t: ExecutionContext, patch: Patch): () => void {
  const kept = Object.fromEntries(Object.keys(patch).map((name) => [name, fs[name as keyof Patch]]));
  Object.assign(fs, patch);
  syncBuiltinESMExports();
  const restore = () => {
    Object.assign(fs, kept);
    syncBuiltinESMExports();
  };
  t.teardown(restore);
  return restore;
}
