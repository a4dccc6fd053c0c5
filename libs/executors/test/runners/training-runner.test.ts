import { readFileSync } from 'node:fs';
import { studyPaths } from '@collapse/study';
import test from 'ava';
import { createProcessPerGpuExecutor, createThreadPoolExecutor, trainingRunner } from '../../src/index.ts';
import { createScenario } from '../support/scenario.ts';
import { dataDirectory } from '../support/small-trials.ts';

// WebAssembly, so that the tests say the same wherever they run.
const runner = trainingRunner({ backend: 'wasm' });

test('trials are trained alike in a thread and in a process, to the last digit', async (t) => {
  const scenarios = [await createScenario(t, [null, null]), await createScenario(t, [null, null])];
  const threads = createThreadPoolExecutor({ runner, workers: 1 });
  const processes = createProcessPerGpuExecutor({ runner, gpus: ['0'], data: { cacheDirectory: dataDirectory } });
  await scenarios[0]?.run(threads);
  await scenarios[1]?.run(processes);
  await Promise.all([threads.close(), processes.close()]);
  const [inThread, inProcess] = scenarios.map((scenario) =>
    scenario.results().map((result) => (result?.status === 'done' ? { ...result.metrics, seconds: 0 } : result)),
  );
  t.deepEqual(inThread, inProcess);
  t.true(inThread?.every((metrics) => metrics !== null && 'elbo' in metrics && Number.isFinite(metrics.elbo)));
});

test('a training that would last for hours stops soon after an abort, and is left to be run again', async (t) => {
  const scenario = await createScenario(t, [null]);
  const abort = new AbortController();
  const executor = createThreadPoolExecutor({ runner, workers: 1, graceMilliseconds: 300_000 });
  const groups = scenario.jobs.map((job) => {
    const { specification } = job.trial;
    const long = { ...specification, train: { ...specification.train, steps: 100_000_000 } };
    return [{ ...job, trial: { ...job.trial, specification: long } }];
  });
  await scenario.run(executor, {
    groups,
    signal: abort.signal,
    onEvent: (event) => event.kind === 'progress' && abort.abort(),
  });
  await executor.close();
  t.deepEqual(scenario.results(), [null]);
  t.is(scenario.attemptsLeft().length, 1);
});

test('a member of a pack that diverges fails at its first attempt and keeps its curve; the others are done', async (t) => {
  const scenario = await createScenario(t, [null, null, null]);
  const executor = createThreadPoolExecutor({ runner, workers: 1 });
  const group = scenario.jobs.map((job, index) => {
    const { specification } = job.trial;
    const optimizer = { ...specification.optimizer, learningRate: index === 1 ? 1e12 : 0.01 };
    return { ...job, trial: { ...job.trial, specification: { ...specification, optimizer } } };
  });
  await scenario.run(executor, { groups: [group] });
  await executor.close();
  t.deepEqual(scenario.outcomes(), [
    ['done', 1],
    ['failed', 1],
    ['done', 1],
  ]);
  const [, failed] = scenario.results();
  t.is(failed?.status === 'failed' && failed.error.reason, 'diverged');
  const study = studyPaths(scenario.directory);
  const lines = readFileSync(study.trial(group[1]?.trial.id ?? '').history, 'utf8')
    .trim()
    .split('\n');
  const points = lines.map((line) => JSON.parse(line));
  t.is(points[0].step, 0);
  t.true(points.length < 11);
  t.true(points.every(({ metrics }) => Object.values(metrics).every(Number.isFinite)));
});
