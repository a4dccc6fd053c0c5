import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listCheckpoints, readResult, studyPaths } from '@collapse/study';
import { trialId, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { remoteJob } from '../../src/contract/remote-job.ts';
import { trainingRunner } from '../../src/index.ts';
import { batchFiles, writeBatch } from '../../src/slurm/batch.ts';
import { createScenario } from '../support/scenario.ts';
import { dataDirectory } from '../support/small-trials.ts';

const TASK = join(import.meta.dirname, '..', '..', 'src', 'slurm', 'task.ts');

test('SIGTERM leaves a checkpoint, and the task that Slurm begins again goes on from it', async (t) => {
  const { directory, jobs } = await createScenario(t, [null]);
  const [job] = jobs;
  if (job === undefined) throw new Error('the scenario has no job');
  const specification = trialSpecification.parse({
    ...job.trial.specification,
    // A point every hundred steps is what tells that it has begun.
    train: { ...job.trial.specification.train, steps: 4000, batchSize: 2, logEvery: 10 },
  });
  const id = trialId(specification);
  const files = batchFiles(directory, 'batch');
  const runner = trainingRunner({ backend: 'wasm', checkpointSeconds: 3600 });
  const remote = remoteJob({ ...job, trial: { id, specification } });
  const data = { cacheDirectory: dataDirectory };
  writeBatch(files, { runner, data, threads: 1 }, [{ groups: [[remote]] }], '');
  const begin = (restarts: number) =>
    spawn(process.execPath, [TASK, files.directory], {
      env: { ...process.env, SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_JOB_ID: '1', SLURM_RESTART_COUNT: `${restarts}` },
      stdio: 'inherit',
    });
  const words = () => (existsSync(files.status(0)) ? readFileSync(files.status(0), 'utf8') : '');
  const first = begin(0);
  while (!words().includes('"progress"') && first.exitCode === null) await sleep(5);
  first.kill('SIGTERM');
  t.deepEqual(await once(first, 'close'), [143, null]);
  const paths = studyPaths(directory);
  const [kept] = listCheckpoints(paths);
  t.is(kept?.attempt, 1);
  const step = kept?.header?.step ?? 0;
  t.true(step > 0 && step < 4000);
  t.notRegex(words(), /committed|task-over/);
  t.deepEqual(await once(begin(1), 'close'), [0, null]);
  t.true(words().includes(`goes on from step ${step.toLocaleString('en')} of 4,000.`), words());
  const result = readResult(paths.trial(id));
  t.is(result?.status, 'done');
  t.is(result?.attempt, 2);
  t.deepEqual(listCheckpoints(paths), []);
});
