import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { createThreadPoolExecutor } from '../../src/index.ts';
import { candidate } from '../candidates/thread-pool.ts';
import { conformance } from '../conformance.ts';
import { createScenario } from '../support/scenario.ts';

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

test('thread pool: workers that were prepared are set up before their first trial, each once', async (t) => {
  const scenario = await createScenario(t, [null, null, null]);
  const executor = createThreadPoolExecutor({ runner: scenario.runner, workers: 2 });
  const notices: string[] = [];
  executor.prepare?.(3, (line) => notices.push(line));
  while (notices.length === 0) await sleep(10);
  t.deepEqual(scenario.calls(), []);
  await scenario.run(executor);
  await executor.close();
  t.deepEqual(notices, ['a faulty runner is at work']);
  t.false(scenario.events.some(({ kind }) => kind === 'notice'));
  t.is(scenario.calls().length, 3);
});

test('thread pool: a worker that cannot be prepared is no failure until a trial needs it', async (t) => {
  const scenario = await createScenario(t, [null]);
  const executor = createThreadPoolExecutor({
    runner: { ...scenario.runner, exportName: 'createNothing' },
    workers: 1,
    policy: { retries: 0 },
  });
  executor.prepare?.(1, (line) => t.fail(line));
  await scenario.run(executor);
  await executor.close();
  const [result] = scenario.results();
  t.is(result?.status, 'failed');
});
