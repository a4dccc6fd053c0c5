import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { loadTestedBackend } from './backend.ts';

const backend = await loadTestedBackend();

/** Runs a loop in a process of its own that keeps what XLA compiles in `cache`; the files there after it, with their times. */
function runLoop(cache: string): [string, number][] {
  const source = `
    import { prepareEnvironment, loadBackend } from '@collapse/backend';
    import * as tf from '@tensorflow/tfjs-core';
    prepareEnvironment({ threads: 1, compileCache: ${JSON.stringify(cache)} });
    const backend = await loadBackend({ backend: 'native', onNotice: () => {} });
    const loop = backend.compileLoop((_, { x }) => ({ y: tf.exp(x) }));
    const { y } = loop({}, {}, { x: tf.tensor1d([0, 1, 2]) }, 3);
    process.exit(Math.abs(y.dataSync()[0] - Math.exp(2)) < 1e-5 ? 0 : 1);`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return readdirSync(cache, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pb'))
    .map((name) => [name, statSync(join(cache, name)).mtimeMs]);
}

if (backend.description.name === 'native' && backend.description.device === 'cpu') {
  test('what XLA compiled is there for the next process', (t) => {
    const cache = mkdtempSync(join(tmpdir(), 'compiled-'));
    t.teardown(() => rmSync(cache, { recursive: true }));
    const first = runLoop(cache);
    t.is(first.length, 1);
    t.deepEqual(runLoop(cache), first);
  });
} else {
  test('there is nothing to keep', (t) =>
    t.is(
      backend.compileLoop(() => ({})),
      null,
    ));
}
