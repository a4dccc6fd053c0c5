import { join } from 'node:path';
import test from 'ava';
import { createProcessPerGpuExecutor, type ExecutorEvent } from '../../src/index.ts';
import { candidate } from '../candidates/process-per-gpu.ts';
import { conformance } from '../conformance.ts';
import { createScenario } from '../support/scenario.ts';
import { dataDirectory } from '../support/small-trials.ts';

const data = { cacheDirectory: dataDirectory };

conformance(candidate);

test('process per GPU: each process sees its own GPU alone, and no trial runs here', async (t) => {
  const scenario = await createScenario(t, ['meet the other copy', null, null, null]);
  const executor = createProcessPerGpuExecutor({
    runner: scenario.runner,
    gpus: ['3', 'GPU-5a'],
    threadsPerWorker: 2,
    data,
  });
  t.is(executor.description, 'one process a GPU, GPUs 3, GPU-5a');
  // The first trial waits for its second copy, so that both processes get work.
  const groups = [...scenario.jobs.slice(0, 1), ...scenario.jobs].map((job, index) => [{ ...job, attempt: index + 1 }]);
  await scenario.run(executor, { groups });
  await executor.close();
  const calls = scenario.calls();
  t.deepEqual([...new Set(calls.map((call) => call.visibleDevices))].sort(), ['3', 'GPU-5a']);
  t.true(calls.every((call) => call.threads === '2'));
  t.true(scenario.results().every((result) => result !== null && !result.worker.includes(`:${process.pid}/`)));
});

test('process per GPU: a process that loads other data than the controller fails its trial', async (t) => {
  const scenario = await createScenario(t, [null]);
  const executor = createProcessPerGpuExecutor({ runner: scenario.runner, gpus: ['0'], data, policy: { retries: 0 } });
  const groups = scenario.jobs.map((job) => [{ ...job, dataset: { ...job.dataset, checksum: 'f'.repeat(64) } }]);
  await scenario.run(executor, { groups });
  await executor.close();
  const [result] = scenario.results();
  t.true(result?.status === 'failed' && result.error.message.includes(`sha256 ${'f'.repeat(64)}`));
});

test('process per GPU: Ctrl-C, which the terminal sends to every process, is left to the controller', async (t) => {
  const scenario = await createScenario(t, [null, null, null, null]);
  const executor = createProcessPerGpuExecutor({ runner: scenario.runner, gpus: ['0'], data });
  const onEvent = (event: ExecutorEvent) => {
    if (event.kind === 'started') process.kill(Number(/:(\d+)\//.exec(event.worker)?.[1]), 'SIGINT');
  };
  await scenario.run(executor, { onEvent });
  await executor.close();
  t.deepEqual(scenario.trialsWith('retrying'), []);
  t.deepEqual(scenario.trialsWith('finished'), [0, 1, 2, 3]);
});

test('process per GPU: numbers that JSON does not have reach the process as they are', async (t) => {
  const scenario = await createScenario(t, [null]);
  const settings = { nan: Number.NaN, most: Number.POSITIVE_INFINITY, none: undefined, big: 2n ** 70n };
  const module = join(import.meta.dirname, '../support/settings-runner.ts');
  const runner = { module, exportName: 'createSettingsRunner', settings };
  const executor = createProcessPerGpuExecutor({ runner, gpus: ['0'], data, policy: { retries: 0 } });
  await scenario.run(executor);
  await executor.close();
  const [result] = scenario.results();
  t.is(
    result?.status === 'failed' ? result.error.message : null,
    'Error: nan NaN, most Infinity, none undefined, big 1180591620717411303424',
  );
});
