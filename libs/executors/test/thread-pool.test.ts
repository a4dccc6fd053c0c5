import test from 'ava';
import { createThreadPoolExecutor } from '../src/index.ts';
import { candidate } from './candidates/thread-pool.ts';
import { conformance } from './conformance.ts';
import { createScenario } from './support/scenario.ts';

conformance(candidate);

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
