import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '@collapse/trials';
import test from 'ava';
import { Redis } from 'ioredis';
import { testServer } from '../../../tools/redis/test-server.ts';
import { createRedisExecutor } from '../src/redis/index.ts';
import { createScenario } from '../test/support/scenario.ts';
import { addressOf, startWorker } from './support/test-worker.ts';

const server = await testServer();
test.after.always(() => server.end());
const address = addressOf(server.urlWithPassword);
const redis = new Redis(server.urlWithPassword);
test.after.always(() => redis.disconnect());

const executorOn = (prefix: string) =>
  createRedisExecutor({ address, prefix, fileBytes: 1e6, code: null, queued: 10, leave: false, environment: {} });

const FULL = '1';
const WITHOUT_LIMIT = '0';
const LOCK_MILLISECONDS = 1000;

test.serial(
  'a server that is full while a trial runs: said in one line, and the trial counts as its first attempt',
  async (t) => {
    const prefix = 'full-while-running';
    const scenario = await createScenario(t, ['held', null]);
    const lines: string[] = [];
    const worker = startWorker({
      address,
      prefix,
      runner: scenario.runner,
      lockMilliseconds: LOCK_MILLISECONDS,
      onLine: (line) => lines.push(line),
    });
    t.teardown(() => redis.config('SET', 'maxmemory', WITHOUT_LIMIT));
    const running = scenario.run(executorOn(prefix));
    while (scenario.trialsWith('started').length < 2) await sleep(20);
    await redis.config('SET', 'maxmemory', FULL);
    // Longer than a lock lasts that nobody renews.
    await sleep(2 * LOCK_MILLISECONDS);
    scenario.release();
    await sleep(LOCK_MILLISECONDS);
    await redis.config('SET', 'maxmemory', WITHOUT_LIMIT);
    await running;
    await worker.stop();
    t.deepEqual(scenario.outcomes(), [
      ['done', 1],
      ['done', 1],
    ]);
    t.deepEqual(scenario.trialsWith('retrying'), []);
    t.is(lines.filter((line) => /is full \(maxmemory\)/.test(line)).length, 1);
    t.false(lines.some((line) => /OOM command/.test(line)));
  },
);

test.serial('a server that is full from the start is waited for by both sides', async (t) => {
  const prefix = 'full-at-first';
  const scenario = await createScenario(t, [null, null]);
  await redis.config('SET', 'maxmemory', FULL);
  t.teardown(() => redis.config('SET', 'maxmemory', WITHOUT_LIMIT));
  const worker = startWorker({ address, prefix, runner: scenario.runner });
  const running = scenario.run(executorOn(prefix));
  const notices = () => scenario.events.flatMap((event) => (event.kind === 'notice' ? [event.line] : []));
  while (!notices().some((line) => /is full/.test(line))) await sleep(20);
  await redis.config('SET', 'maxmemory', WITHOUT_LIMIT);
  await running;
  await worker.stop();
  t.deepEqual(scenario.outcomes(), [
    ['done', 1],
    ['done', 1],
  ]);
  t.is(notices().filter((line) => /is full/.test(line)).length, 1);
});

/** A replica of a server that is not there refuses every write, as one does that a failover has left behind. */
const refuseWrites = () => redis.call('REPLICAOF', '127.0.0.1', '1');
const takeWrites = () => redis.call('REPLICAOF', 'NO', 'ONE');

test.serial(
  'a server that takes no writes from the start is waited for by both sides, each saying so once',
  async (t) => {
    const prefix = 'readonly-at-first';
    const scenario = await createScenario(t, [null, null]);
    const lines: string[] = [];
    await refuseWrites();
    t.teardown(takeWrites);
    const worker = startWorker({ address, prefix, runner: scenario.runner, onLine: (line) => lines.push(line) });
    const running = scenario.run(executorOn(prefix));
    const said = (line: string) => /takes no writes, since it is a replica \(READONLY\)/.test(line);
    const notices = () => scenario.events.flatMap((event) => (event.kind === 'notice' ? [event.line] : []));
    while (!notices().some(said) || !lines.some(said)) await sleep(20);
    await sleep(1000);
    await takeWrites();
    await running;
    await worker.stop();
    t.deepEqual(scenario.outcomes(), [
      ['done', 1],
      ['done', 1],
    ]);
    t.is(notices().filter(said).length, 1);
    t.is(lines.filter(said).length, 1);
  },
);

test.serial('a server that takes no writes while trials run: their results are sent when it does', async (t) => {
  const prefix = 'readonly-while-running';
  const scenario = await createScenario(t, ['held', null, null]);
  const lines: string[] = [];
  const worker = startWorker({ address, prefix, runner: scenario.runner, onLine: (line) => lines.push(line) });
  t.teardown(takeWrites);
  const running = scenario.run(executorOn(prefix));
  while (scenario.trialsWith('finished').length < 2) await sleep(20);
  await refuseWrites();
  scenario.release();
  while (!lines.some((line) => /READONLY/.test(line))) await sleep(20);
  await sleep(1000);
  await takeWrites();
  await running;
  await worker.stop();
  t.deepEqual(
    scenario.outcomes().map(([status]) => status),
    ['done', 'done', 'done'],
  );
  t.deepEqual(scenario.trialsWith('retrying'), []);
});

for (const key of ['studies', 'workers']) {
  test.serial(`a key of another type under the prefix (${key}): an error of the user's, on both sides`, async (t) => {
    const prefix = `wrong-${key}`;
    await redis.set(`${prefix}:${key}`, 'a text');
    const scenario = await createScenario(t, [null]);
    const expected = { instanceOf: UserError, message: /another type \(WRONGTYPE\)\. Give another prefix/ };
    await t.throwsAsync(scenario.run(executorOn(prefix)), expected);
    await t.throwsAsync(startWorker({ address, prefix, runner: scenario.runner }).ended, expected);
  });
}

test.serial('queues with odd names or keys of another type are left alone; the others are served', async (t) => {
  const prefix = 'odd-queues';
  const names = ['a:b', '', '../x', 'line\nbreak', '{tag}', 'broken'];
  for (const name of names) await redis.hset(`${prefix}:studies`, name, JSON.stringify({ name, code: null }));
  await redis.set(`${prefix}:broken:wait`, 'a text');
  await redis.set(`${prefix}:broken:active`, 'a text');
  await redis.set(`${prefix}:broken:meta`, 'a text');
  const scenario = await createScenario(t, [null, null]);
  const lines: string[] = [];
  const worker = startWorker({ address, prefix, runner: scenario.runner, onLine: (line) => lines.push(line) });
  while (!lines.some((line) => /queue broken/.test(line))) await sleep(20);
  await scenario.run(executorOn(prefix));
  await sleep(1500);
  await worker.stop();
  t.deepEqual(scenario.outcomes(), [
    ['done', 1],
    ['done', 1],
  ]);
  t.deepEqual(
    lines.filter((line) => /queue/.test(line)),
    ['queue broken: nothing is taken from it, its keys in Redis are of another type (WRONGTYPE)'],
  );
});
