import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sweep, TINY, workFolder, writeGrid } from '../support/run-sweep.ts';

/** Names of the packages that a command loads. */
async function packagesOf(t: ExecutionContext, folder: string, args: readonly string[]): Promise<Set<string>> {
  const file = join(folder, 'modules.txt');
  const recorder = join(import.meta.dirname, '../support/record-modules.ts');
  const environment = { NODE_OPTIONS: `--import=${recorder}`, MODULES_LOADED: file };
  const { errors } = await sweep(folder, args, environment);
  t.true(existsSync(file), errors);
  return new Set(
    Array.from(readFileSync(file, 'utf8').matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g), ([, name]) => name ?? ''),
  );
}

const REDIS = ['ioredis', 'bullmq'];

test('the library that speaks to Redis is loaded where Redis is chosen, and nowhere else', async (t) => {
  const folder = workFolder(t);
  writeGrid(folder, TINY);
  const local = await packagesOf(t, folder, ['grid', 'grid.json', '--dry-run']);
  t.true(local.has('zod'), 'modules are recorded');
  t.deepEqual(
    REDIS.filter((name) => local.has(name)),
    [],
  );
  t.deepEqual(
    [...local].filter((name) => name.startsWith('@tensorflow')),
    [],
    'workers load it, not the controller',
  );

  // A port that nothing listens at: the program tries it and says so.
  writeFileSync(join(folder, 'redis.json'), '{"url": "redis://127.0.0.1:1"}');
  const options = ['--executor', 'redis', '--executor-options', 'redis.json'];
  const redis = await packagesOf(t, folder, ['grid', 'grid.json', '--dry-run', ...options]);
  t.deepEqual(
    REDIS.filter((name) => redis.has(name)),
    REDIS,
  );
});
