import { appendFileSync } from 'node:fs';
import test from 'ava';
import { remoteJob } from '../../src/contract/remote-job.ts';
import { batchFiles, writeBatch } from '../../src/slurm/batch.ts';
import type { TaskWord } from '../../src/slurm/task-words.ts';
import { trialsOnSlurm } from '../../src/slurm/work-under-way.ts';
import { createScenario } from '../support/scenario.ts';
import { dataDirectory } from '../support/small-trials.ts';

test('trials that wait or run are under way; those that a task has ended are not, though no controller heard of it', async (t) => {
  const { jobs, directory, runner } = await createScenario(t, [null, null, null, null]);
  const [committed = '', threw = '', running = '', waiting = ''] = jobs.map(({ trial }) => trial.id);
  const files = batchFiles(directory, 'sweep-0123456789ab');
  const tasks = jobs.map((job) => ({ groups: [[remoteJob(job)]] }));
  writeBatch(files, { runner, data: { cacheDirectory: dataDirectory }, threads: 1 }, tasks, '#!/bin/bash\nexec "$@"\n');
  const tell = (task: number, words: readonly TaskWord[]) =>
    appendFileSync(files.status(task), words.map((word) => `${JSON.stringify(word)}\n`).join(''));
  const at = (trialId: string) => ({ trialId, attempt: 1, timestamp: 1 });
  const worker = 'node1:7/task-1_0';
  tell(0, [
    { kind: 'started', ...at(committed), worker },
    { kind: 'committed', ...at(committed) },
    { kind: 'task-over', timestamp: 2 },
  ]);
  tell(1, [
    { kind: 'started', ...at(threw), worker },
    { kind: 'threw', ...at(threw), error: { name: 'Error', message: 'no', stack: null, storage: null } },
  ]);
  tell(2, [
    { kind: 'started', ...at(running), worker },
    { kind: 'progress', ...at(running), step: 5 },
  ]);
  t.deepEqual(
    trialsOnSlurm(directory).map(({ trialId, host, step }) => ({ trialId, host, step })),
    [
      { trialId: running, host: 'node1', step: 5 },
      { trialId: waiting, host: null, step: 0 },
    ],
  );
});
