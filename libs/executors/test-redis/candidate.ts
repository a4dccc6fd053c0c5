import { createHash } from 'node:crypto';
import { DEFAULT_RETRY_POLICY } from '../src/index.ts';
import { createRedisExecutor } from '../src/redis/index.ts';
import type { Candidate } from '../test/conformance-candidate.ts';
import { addressOf, startWorker } from './support/test-worker.ts';

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
    const address = addressOf(process.env.REDIS_TEST_URL ?? '');
    // Workers run their own runner, here the scenario's: each scenario keeps to itself.
    const prefix = createHash('sha256').update(callsFolder(runner.settings)).digest('hex').slice(0, 12);
    const options = { address, prefix, policy, clock, code: null, queued: 100, fileBytes: 1e6, leave: false };
    const executor = createRedisExecutor({ ...options, environment: {} });
    const worker = startWorker({ address, prefix, runner });
    return {
      ...executor,
      async close() {
        await worker.stop();
        await executor.close();
      },
    };
  },
};

function callsFolder(settings: unknown): string {
  if (typeof settings === 'object' && settings !== null && 'calls' in settings) return String(settings.calls);
  throw new TypeError('expected the settings of a scenario');
}
