import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { openComponents } from '@collapse/components';
import { readResult, studyPaths } from '@collapse/study';
import { type TrialResult, trialId } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import { remoteJob } from '../../src/contract/remote-job.ts';
import {
  createInProcessExecutor,
  createProcessPerGpuExecutor,
  createThreadPoolExecutor,
  type Executor,
  type TrialJob,
  trainingRunner,
} from '../../src/index.ts';
import { batchFiles, writeBatch } from '../../src/slurm/batch.ts';
import { createScenario } from '../support/scenario.ts';
import { dataDirectory } from '../support/small-trials.ts';

const file = resolve(import.meta.dirname, '../../../components/test/fixtures/logistic.ts');
const { catalog, files } = await openComponents([{ file, name: './logistic.ts' }], { source: 'grid' });
// WebAssembly, so that the tests say the same wherever they run.
const runner = trainingRunner({ backend: 'wasm' });

/** A trial whose likelihood is from outside, in a study folder of its own. */
async function openJob(t: ExecutionContext) {
  const scenario = await createScenario(t, [null]);
  const [plain] = scenario.jobs;
  if (plain === undefined) throw new Error('the scenario has no job');
  const { likelihood: _likelihood, ...rest } = plain.trial.specification;
  const specification = catalog.specification.parse({ ...rest, likelihood: { kind: 'logistic', scale: 0.5 } });
  const trial = { id: trialId(specification), specification };
  return { scenario, job: { ...plain, trial, components: files } };
}

function resultOf({ trial, studyDirectory }: TrialJob): TrialResult | null {
  return readResult(studyPaths(studyDirectory).trial(trial.id));
}

async function runBy(t: ExecutionContext, executor: Executor, components = files): Promise<TrialResult | null> {
  const { scenario, job } = await openJob(t);
  await scenario.run(executor, { groups: [[{ ...job, components }]] });
  await executor.close();
  return resultOf(job);
}

/** A task of an array as Slurm starts it on a node, which shares a file system with the controller and nothing else. */
async function runBySlurmTask(t: ExecutionContext): Promise<TrialResult | null> {
  const { job } = await openJob(t);
  const batch = batchFiles(job.studyDirectory, 'by-hand');
  const settings = { runner, data: { cacheDirectory: dataDirectory }, threads: 1 };
  writeBatch(batch, settings, [{ groups: [[remoteJob(job)]] }], '');
  const task = join(import.meta.dirname, '../../src/slurm/task.ts');
  const environment = { ...process.env, SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_JOB_ID: '1' };
  const [status] = await once(spawn(process.execPath, [task, batch.directory], { env: environment }), 'close');
  t.is(status, 0);
  return resultOf(job);
}

test('a component is loaded by path wherever trials run, and trains alike', async (t) => {
  const results = [
    await runBy(t, createThreadPoolExecutor({ runner, workers: 1 })),
    await runBy(t, createProcessPerGpuExecutor({ runner, gpus: ['0'], data: { cacheDirectory: dataDirectory } })),
    await runBy(t, createInProcessExecutor({ runner })),
    await runBySlurmTask(t),
  ];
  const metrics = results.map((result) => (result?.status === 'done' ? { ...result.metrics, seconds: 0 } : result));
  t.true(results[0]?.status === 'done' && Number.isFinite(results[0].metrics.elbo));
  for (const others of metrics.slice(1)) t.deepEqual(others, metrics[0]);
  t.deepEqual(results[0]?.specification.components, { 'likelihood logistic': files[0]?.sha256 });
});

test('a file with another hash is refused, and the failure says so', async (t) => {
  const changed = [{ file, sha256: '0'.repeat(64) }];
  const result = await runBy(t, createThreadPoolExecutor({ runner, workers: 1 }), changed);
  t.is(result?.status, 'failed');
  const message = result?.status === 'failed' ? result.error.message : '';
  t.regex(
    message,
    /logistic\.ts: expected the component that the trials were planned with, sha256 0{12}, received another, sha256 \w{12}/,
  );
});
