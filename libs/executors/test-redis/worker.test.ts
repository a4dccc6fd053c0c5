import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError, studyPaths } from '@collapse/study';
import test from 'ava';
import { Redis } from 'ioredis';
import { testServer } from '../../../tools/redis/test-server.ts';
import { trainingRunner } from '../src/index.ts';
import { createRedisExecutor } from '../src/redis/index.ts';
import { createScenario } from '../test/support/scenario.ts';
import { smallDataset } from '../test/support/small-trials.ts';
import { addressOf, startWorker } from './support/test-worker.ts';

const server = await testServer();
test.after.always(() => server.end());
const address = addressOf(server.urlWithPassword);

const executorOn = (prefix: string, fileBytes = 1e6) =>
  createRedisExecutor({ address, prefix, fileBytes, code: null, queued: 10, leave: false, environment: {} });

test.serial('data that the worker cannot make is sent once, and kept in its cache under its checksum', async (t) => {
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'worker-cache-'));
  t.teardown(() => rmSync(cacheDirectory, { recursive: true }));
  const dataset = await smallDataset();
  // Data of another version of the code: the specification gives other values here.
  const values = new Float32Array(new SharedArrayBuffer(dataset.values.byteLength));
  values.set(dataset.values.map((value) => value + 1));
  const other = { ...dataset, values, checksum: createHash('sha256').update(values).digest('hex') };
  const redis = new Redis(server.urlWithPassword);
  t.teardown(() => redis.disconnect());
  for (const [prefix, sent] of [
    ['data-first', 1],
    ['data-again', 0],
  ] as const) {
    const scenario = await createScenario(t, [null, null, null]);
    const worker = startWorker({ address, prefix, runner: scenario.runner, cacheDirectory });
    await scenario.run(executorOn(prefix), { groups: scenario.jobs.map((job) => [{ ...job, dataset: other }]) });
    await worker.stop();
    t.true(scenario.results().every((result) => result?.status === 'done'));
    t.true(scenario.calls().every((call) => call.sharedMemory && call.firstValue === values[0]));
    t.is(await redis.exists(`${prefix}:data:${other.checksum}`), sent);
    t.deepEqual(readdirSync(join(cacheDirectory, 'datasets')), [`${other.checksum}.v1`]);
  }
});

test.serial('data above the size that is set are not sent: the trial fails with that reason', async (t) => {
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'worker-cache-'));
  t.teardown(() => rmSync(cacheDirectory, { recursive: true }));
  const dataset = await smallDataset();
  const other = { ...dataset, checksum: createHash('sha256').update('what no worker can make').digest('hex') };
  const scenario = await createScenario(t, [null]);
  const worker = startWorker({ address, prefix: 'data-large', runner: scenario.runner, cacheDirectory });
  const options = {
    address,
    prefix: 'data-large',
    fileBytes: 1e6,
    dataBytes: 100,
    code: null,
    queued: 10,
    leave: false,
  };
  const executor = createRedisExecutor({ ...options, environment: {}, policy: { retries: 0 } });
  await scenario.run(executor, { groups: scenario.jobs.map((job) => [{ ...job, dataset: other }]) });
  await worker.stop();
  const [result] = scenario.results();
  t.is(result?.status, 'failed');
  t.regex(result?.status === 'failed' ? result.error.message : '', /not sent, \S+ MB where dataMegabytes is 0\.0001\./);
});

test.serial(
  'weights come back up to the size that is set; above it a line and a file say what stayed behind',
  async (t) => {
    const runner = trainingRunner({ backend: 'wasm' });
    for (const [prefix, fileBytes] of [
      ['weights-all', 1e6],
      ['weights-none', 0],
    ] as const) {
      const scenario = await createScenario(t, [null]);
      const worker = startWorker({ address, prefix, runner });
      await scenario.run(executorOn(prefix, fileBytes));
      await worker.stop();
      const folder = studyPaths(scenario.directory).trial(scenario.jobs[0]?.trial.id ?? '').directory;
      t.is(scenario.results()[0]?.status, 'done');
      t.true(existsSync(join(folder, 'history.jsonl')));
      t.is(existsSync(join(folder, 'weights')), fileBytes > 0);
      t.is(existsSync(join(folder, 'left-out.json')), fileBytes === 0);
      const lines = scenario.events.flatMap((event) => (event.kind === 'notice' ? [event.line] : []));
      t.is(
        lines.filter((line) => /weights and pictures of .* did not come back/.test(line)).length,
        fileBytes > 0 ? 0 : 1,
      );
      if (fileBytes > 0) continue;
      const { files } = JSON.parse(readFileSync(join(folder, 'left-out.json'), 'utf8'));
      t.true(
        files.some(({ name, bytes }: { name: string; bytes: number }) => name.startsWith('weights/') && bytes > 0),
      );
    }
  },
);

test.serial('a worker whose disk is full stops and gives its trial back, and another does it', async (t) => {
  const scenario = await createScenario(t, ['full disk', null]);
  const prefix = 'full-disk';
  const sick = startWorker({ address, prefix, runner: scenario.runner });
  const running = scenario.run(executorOn(prefix));
  await t.throwsAsync(sick.ended, { instanceOf: StorageError, message: /ENOSPC/ });
  const { calls } = scenario.runner.settings as { readonly calls: string };
  const healthy = startWorker({ address, prefix, runner: { ...scenario.runner, settings: { calls, faults: {} } } });
  await running;
  await healthy.stop();
  t.deepEqual(scenario.outcomes(), [
    ['done', 1],
    ['done', 1],
  ]);
  t.deepEqual(scenario.trialsWith('retrying'), []);
  t.true(scenario.events.some((event) => event.kind === 'notice' && /stops, another worker takes/.test(event.line)));
});
