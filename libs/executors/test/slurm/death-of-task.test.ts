import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { failureOfDeath } from '../../src/contract/retry-policy.ts';
import { deathOfTask } from '../../src/slurm/death-of-task.ts';

test("how a task ended is named in Slurm's words and ours, with its node and the end of its log", (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'task-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const log = join(folder, '3.txt');
  const failure = (state: string | null) => failureOfDeath(deathOfTask({ id: '7_3', state, node: 'node2', log }));
  t.like(failure('NODE_FAIL'), {
    reason: 'node-failed',
    message: `task 7_3 on node2 ended as NODE_FAIL: its node went away\nIt left no log at ${log}`,
  });
  t.is(failure('TIMEOUT').reason, 'timed-out');
  t.is(failure('OUT_OF_MEMORY').reason, 'out-of-memory');
  t.is(failure('FAILED').reason, 'worker-died');
  t.like(failure(null), {
    reason: 'worker-died',
    message: `task 7_3 on node2 left the queue without a word\nIt left no log at ${log}`,
  });
  writeFileSync(
    log,
    `${'x'.repeat(5000)}\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n`,
  );
  const filled = failure('FAILED');
  t.is(filled.reason, 'out-of-memory');
  t.true(filled.message.endsWith('JavaScript heap out of memory'));
  t.true(filled.message.length < 2300);
});
