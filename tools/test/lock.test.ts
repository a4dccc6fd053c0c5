import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import { lockSetup } from '../setup/lock.mjs';

function lockFolder(t: ExecutionContext): string {
  const root = mkdtempSync(join(tmpdir(), 'setup-lock-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  return join(root, '.native', 'setup.lock');
}

test('the lock is there while it is held and gone afterwards', (t) => {
  const folder = lockFolder(t);
  const unlock = lockSetup(folder, () => t.fail());
  t.true(existsSync(folder));
  unlock();
  t.false(existsSync(folder));
});

test('a set-up waits for the one at work, and says for which', async (t) => {
  const folder = lockFolder(t);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'owner'), String(process.pid));
  // The wait blocks its thread, so another one gives the lock back, once this one waits.
  const giveBack = `const { folder, waits } = require('node:worker_threads').workerData;
    Atomics.wait(waits, 0, 0);
    require('node:fs').rmSync(folder, { recursive: true });`;
  const waits = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(giveBack, { eval: true, workerData: { folder, waits } });
  await new Promise((online) => worker.once('online', online));
  const waited: number[] = [];
  const unlock = lockSetup(folder, (owner) => {
    waited.push(owner);
    Atomics.store(waits, 0, 1);
    Atomics.notify(waits, 0);
  });
  t.deepEqual(waited, [process.pid]);
  unlock();
});

test('the lock of a process that is gone is taken, with its id in it or without', (t) => {
  const folder = lockFolder(t);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'owner'), String(pid));
  lockSetup(folder, () => t.fail())();
  mkdirSync(folder);
  lockSetup(folder, () => t.fail())();
  t.false(existsSync(folder));
});
