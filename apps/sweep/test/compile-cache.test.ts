import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { keepCompiledModules } from '../src/compile-cache.ts';
import { sweep, workFolder } from './support/run-sweep.ts';

test('compiled modules are kept in the user’s cache, and a place that the user named is left as it is', (t) => {
  const environment: NodeJS.ProcessEnv = { POSTERIOR_COLLAPSE_CACHE: workFolder(t) };
  keepCompiledModules(environment);
  t.is(environment.NODE_COMPILE_CACHE, join(environment.POSTERIOR_COLLAPSE_CACHE ?? '', 'compiled-modules'));
  const named: NodeJS.ProcessEnv = { NODE_COMPILE_CACHE: join(workFolder(t), 'named') };
  const before = { ...named };
  keepCompiledModules(named);
  t.deepEqual(named, before);
});

test('a command leaves its compiled modules behind, and goes on without where it cannot', async (t) => {
  const folder = workFolder(t);
  const kept = join(folder, 'kept');
  const { status } = await sweep(folder, ['schema'], { NODE_COMPILE_CACHE: kept });
  t.is(status, 0);
  t.true(readdirSync(kept, { recursive: true }).length > 10);
  const nowhere = await sweep(folder, ['schema'], { NODE_COMPILE_CACHE: '/dev/null/nowhere' });
  t.is(nowhere.status, 0);
  t.is(nowhere.errors, '');
});
