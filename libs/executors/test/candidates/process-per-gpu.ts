import { createProcessPerGpuExecutor, DEFAULT_RETRY_POLICY } from '../../src/index.ts';
import type { Candidate } from '../conformance-candidate.ts';
import { dataDirectory } from '../support/small-trials.ts';

export const candidate: Candidate = {
  name: 'process per GPU',
  workers: 2,
  isolates: true,
  processes: true,
  outlives: false,
  stallMilliseconds: 1500,
  module: import.meta.url,
  create: async (runner, { policy = DEFAULT_RETRY_POLICY, clock = Date.now } = {}) =>
    createProcessPerGpuExecutor({
      runner,
      policy,
      clock,
      gpus: ['0', '1'],
      data: { cacheDirectory: dataDirectory },
      graceMilliseconds: 200,
      maxHeapMegabytes: 64,
    }),
};
