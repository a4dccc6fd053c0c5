import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { WorkerDeath } from '../../src/contract/retry-policy.ts';
import { adoptBatches } from '../../src/slurm/adopt-batches.ts';
import { batchFiles, writeBatch } from '../../src/slurm/batch.ts';
import { BatchFollower } from '../../src/slurm/batch-follower.ts';
import { WatchedBatch } from '../../src/slurm/batch-watch.ts';
import { cancelBatches } from '../../src/slurm/cancel.ts';
import { parseQueue } from '../../src/slurm/queue-listing.ts';
import type { SlurmCommands } from '../../src/slurm/slurm-commands.ts';

const NAME = 'sweep-a';
const RUNNING = `7|0|RUNNING|n1|None|${NAME}`;
const CUT = '7|0|RUN';

/** A cluster that answers squeue with one text after another, the last for ever. */
function cluster(...answers: readonly string[]) {
  const left = [...answers];
  const cancelled: string[] = [];
  const commands: SlurmCommands = {
    check: async () => ({ maxArraySize: 10 }),
    submit: async () => '7',
    queue: async () => parseQueue((left.length > 1 ? left.shift() : left[0]) ?? ''),
    ended: async () => new Map(),
    cancel: async (ids) => void cancelled.push(...ids),
  };
  return { commands, cancelled };
}

/** A batch of one task, as a controller records it. */
function recorded(t: ExecutionContext) {
  const studyDirectory = mkdtempSync(join(tmpdir(), 'slurm-'));
  t.teardown(() => rmSync(studyDirectory, { recursive: true, force: true }));
  const files = batchFiles(studyDirectory, NAME);
  const runner = { module: '/none', exportName: 'none', settings: null };
  const settings = { runner, data: { cacheDirectory: studyDirectory }, threads: 1 };
  writeBatch(files, settings, [{ groups: [] }], '#!/bin/sh\n');
  return { studyDirectory, files };
}

/** Follows that batch with somebody waiting for its task. */
function followed(t: ExecutionContext, commands: SlurmCommands) {
  const { studyDirectory, files } = recorded(t);
  const batch = new WatchedBatch(files, '7', 1);
  const notices: string[] = [];
  const deaths: unknown[] = [];
  const follower = new BatchFollower({
    commands,
    settleSeconds: 0,
    studyDirectory,
    onNotice: (line) => notices.push(line),
    onFatal: (error) => t.fail(String(error)),
  });
  follower.follow(batch);
  batch.open.get(0)?.awaited.set(0, {
    group: [],
    report: () => undefined,
    resolve: () => t.fail('it has not ended well'),
    reject: (error) => deaths.push(error),
    begun: true,
    stalled: false,
    left: false,
  });
  return { follower, notices, deaths };
}

test('a task whose line in the queue is cut is not gone: it is only when it is listed no more', async (t) => {
  const { follower, notices, deaths } = followed(t, cluster(RUNNING, CUT, CUT, '').commands);
  for (let look = 0; look < 3; look += 1) await follower.look();
  t.deepEqual(deaths, []);
  t.true(notices.every((line) => line.startsWith(`squeue printed a line without its fields (${CUT})`)));
  t.is(notices.length, 2);
  await follower.look();
  t.is(deaths.length, 1);
  t.true(deaths[0] instanceof WorkerDeath);
});

test('a cut line of another array leaves no task of this one in doubt', async (t) => {
  const { follower, deaths } = followed(t, cluster('8|0|RUN').commands);
  await follower.look();
  t.is(deaths.length, 1);
});

test('a batch of which it is not known whether it was submitted is not withdrawn while the queue cannot be read', async (t) => {
  const { studyDirectory } = recorded(t);
  await t.throwsAsync(adoptBatches([], studyDirectory, cluster(CUT).commands), {
    message: /a line without its fields: "7\|0\|RUN"/,
  });
  const { batches } = await adoptBatches([], studyDirectory, cluster(RUNNING).commands);
  t.is(batches[0]?.jobId, '7');
});

test('cancel waits for tasks that only a cut line lists', async (t) => {
  const { files } = recorded(t);
  const { commands, cancelled } = cluster(CUT, CUT, CUT, '');
  t.deepEqual(await cancelBatches([files], commands), { tasks: 1, left: 0 });
  t.deepEqual(cancelled, ['7']);
});
