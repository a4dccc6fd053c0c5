import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { studyPaths } from '@collapse/study';
import test from 'ava';
import { remoteJob } from '../src/contract/remote-job.ts';
import { batchFiles, isWithdrawn, readTasks, unsettledBatches, withdraw, writeBatch } from '../src/slurm/batch.ts';
import { parseSlurmOptions } from '../src/slurm/index.ts';
import { sbatchArguments } from '../src/slurm/submission.ts';
import { createScenario } from '../test/support/scenario.ts';
import { dataDirectory } from '../test/support/small-trials.ts';
import { candidate } from './candidate.ts';
import { useTestCluster } from './use-test-cluster.ts';

useTestCluster();

const TEMPLATE = '#!/bin/bash\nexec "$@"\n';

test('a controller killed before sbatch answered: the job is found by its name, and nothing is submitted twice', async (t) => {
  const scenario = await createScenario(t, ['held', 'held', null]);
  const abort = new AbortController();
  const first = await candidate.create(scenario.runner);
  await scenario.run(first, {
    signal: abort.signal,
    onEvent: (event) => event.kind === 'started' && abort.abort(),
  });
  const [files, ...others] = unsettledBatches(scenario.directory);
  t.deepEqual(others, []);
  rmSync(join(files?.directory ?? '', 'job'));
  scenario.release();
  await scenario.run(await candidate.create(scenario.runner));
  t.true(scenario.results().every((result) => result?.status === 'done' && result.attempt === 1));
  t.is(scenario.calls().length, 3);
});

test('a controller killed before sbatch was called: the record is withdrawn, and an array that comes late does nothing', async (t) => {
  const scenario = await createScenario(t, [null, null]);
  const files = batchFiles(scenario.directory, 'sweep-0123456789ab');
  const groups = scenario.jobs.map((job) => [remoteJob(job)]);
  const settings = { runner: scenario.runner, data: { cacheDirectory: dataDirectory }, threads: 1 };
  writeBatch(files, settings, [{ groups }], TEMPLATE);
  t.is(readTasks(files).length, 1);
  const executor = await candidate.create(scenario.runner);
  let withdrawn = false;
  await scenario.run(executor, {
    onEvent: () => {
      withdrawn ||= isWithdrawn(files);
    },
  });
  t.true(withdrawn);
  t.is(scenario.calls().length, 2);
  // A submission that was under way when it was withdrawn.
  writeBatch(files, settings, [{ groups }], TEMPLATE);
  withdraw(files);
  const late = sbatchArguments(files, 1, scenario.directory, parseSlurmOptions({}, 'options'));
  execFileSync('sbatch', ['--wait', ...late], { stdio: 'pipe' });
  t.is(scenario.calls().length, 2);
});

test('short trials share a task: those behind one that dies are done, and counted no failure', async (t) => {
  const scenario = await createScenario(t, [null, 'exit once', null, null]);
  const executor = await candidate.create(scenario.runner, { options: { trialsPerTask: 4 } });
  await scenario.run(executor);
  t.deepEqual(scenario.outcomes(), [
    ['done', 1],
    ['done', 2],
    ['done', 1],
    ['done', 1],
  ]);
  t.deepEqual(scenario.trialsWith('retrying'), [1]);
  // What explains the failure stays; all else of the arrays is gone.
  const kept = readdirSync(studyPaths(scenario.directory).slurm, { recursive: true }).map(String);
  t.deepEqual(kept.filter((name) => name.endsWith('.txt')).length, 1);
  t.deepEqual(unsettledBatches(scenario.directory), []);
});
