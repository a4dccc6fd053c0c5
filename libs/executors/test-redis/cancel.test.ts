import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { testServer } from '../../../tools/redis/test-server.ts';
import { createRedisExecutor } from '../src/redis/index.ts';
import { createScenario } from '../test/support/scenario.ts';
import { addressOf, startWorker } from './support/test-worker.ts';

const server = await testServer();
test.after.always(() => server.end());

test('what ended while no controller was there is taken in by cancel, what waits is taken back', async (t) => {
  const scenario = await createScenario(t, ['held', 'held', null, null]);
  const address = addressOf(server.urlWithPassword);
  const prefix = 'cancel';
  let done = 0;
  const worker = startWorker({
    address,
    prefix,
    runner: scenario.runner,
    onLine: (line) => {
      if (line.startsWith('done')) done += 1;
    },
  });
  const executor = createRedisExecutor({
    address,
    prefix,
    queued: 10,
    fileBytes: 1e6,
    code: null,
    leave: true,
    environment: { REDIS_PASSWORD: server.password },
  });
  const abort = new AbortController();
  await scenario.run(executor, {
    signal: abort.signal,
    onEvent: () => scenario.trialsWith('started').length === 2 && abort.abort(),
  });
  t.deepEqual(
    scenario.results().map((result) => result?.status ?? null),
    [null, null, null, null],
  );
  scenario.release();
  while (done < 2) await sleep(20);
  t.regex((await executor.outliving?.cancel(scenario.directory)) ?? '', /took in 2 trials that had ended/);
  t.deepEqual(
    scenario.results().map((result) => result?.status ?? null),
    ['done', 'done', null, null],
  );
  t.deepEqual(executor.outliving?.underWay(scenario.directory), new Set());
  await worker.stop();
});
