import test from 'ava';
import { createThreadPoolExecutor, DEFAULT_RETRY_POLICY } from '../src/index.ts';
import { conformance } from './conformance.ts';
import { createScenario } from './support/scenario.ts';

conformance({
  name: 'thread pool',
  workers: 2,
  isolates: true,
  create: async (runner, policy = DEFAULT_RETRY_POLICY) =>
    createThreadPoolExecutor({ runner, policy, workers: 2, graceMilliseconds: 200, maxHeapMegabytes: 64 }),
});

test('thread pool: workers share one process, and are told the number of native threads', async (t) => {
  const scenario = await createScenario(
    t,
    Array.from({ length: 8 }, () => null),
  );
  const executor = createThreadPoolExecutor({ runner: scenario.runner, workers: 2 });
  t.is(executor.description, '2 worker threads, 1 native thread each');
  await scenario.run(executor);
  await executor.close();
  t.true(scenario.calls().every((call) => call.threads === '1'));
  t.true(scenario.results().every((result) => result?.worker.includes(`:${process.pid}/thread-`)));
});
