import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { killRuns } from '../src/kill-runs.ts';

test('a grid killed or interrupted at random moments ends as the undisturbed one: 4 kills', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kills-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  t.deepEqual(await killRuns({ folder, kills: 4, seed: 5, scene: 'short' }), []);
});

test('trainings killed in the middle, alone and in packs, go on and end as the undisturbed ones: 2 kills each', async (t) => {
  for (const scene of ['long', 'pack'] as const) {
    const folder = mkdtempSync(join(tmpdir(), 'kills-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    t.deepEqual(await killRuns({ folder, kills: 2, seed: 3, scene }), [], scene);
  }
});
