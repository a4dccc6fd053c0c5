import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_RETRY_POLICY } from '../src/index.ts';
import { createRedisExecutor, redisAddress, runRedisWorker } from '../src/redis/index.ts';
import type { Candidate } from '../test/conformance-candidate.ts';
import { dataDirectory } from '../test/support/small-trials.ts';

/** A controller and a worker in one process, on the server that REDIS_TEST_URL names. */
export const candidate: Candidate = {
  name: 'Redis',
  workers: 2,
  isolates: true,
  processes: false,
  outlives: false,
  ownDisk: true,
  stallMilliseconds: 2500,
  module: import.meta.url,
  create: async (runner, { policy = DEFAULT_RETRY_POLICY, clock = Date.now } = {}) => {
    const url = process.env.REDIS_TEST_URL ?? '';
    const address = redisAddress({ url, passwordFile: null, caFile: null, environment: {}, field: 'REDIS_TEST_URL' });
    // Workers run their own runner, here the scenario's: each scenario keeps to itself.
    const prefix = createHash('sha256').update(callsFolder(runner.settings)).digest('hex').slice(0, 12);
    const shared = { address, prefix, code: null };
    const executor = createRedisExecutor({
      ...shared,
      policy,
      clock,
      queued: 100,
      fileBytes: 1e6,
      leave: false,
      environment: {},
    });
    const stop = new AbortController();
    const worker = runRedisWorker(
      {
        ...shared,
        runner,
        workers: 2,
        threadsPerWorker: 1,
        anyVersion: false,
        cacheDirectory: dataDirectory,
        scratchDirectory: join(tmpdir(), `redis-worker-${prefix}`),
        finishMilliseconds: 0,
        graceMilliseconds: 200,
        maxHeapMegabytes: 64,
        onLine: () => undefined,
      },
      stop.signal,
    );
    return {
      ...executor,
      async close() {
        stop.abort();
        await worker;
        await executor.close();
      },
    };
  },
};

function callsFolder(settings: unknown): string {
  if (typeof settings === 'object' && settings !== null && 'calls' in settings) return String(settings.calls);
  throw new TypeError('expected the settings of a scenario');
}
