import { createThreadPoolExecutor, DEFAULT_RETRY_POLICY } from '../../src/index.ts';
import type { Candidate } from '../conformance-candidate.ts';

export const candidate: Candidate = {
  name: 'thread pool',
  workers: 2,
  isolates: true,
  processes: false,
  outlives: false,
  stallMilliseconds: 1500,
  module: import.meta.url,
  create: async (runner, { policy = DEFAULT_RETRY_POLICY, clock = Date.now } = {}) =>
    createThreadPoolExecutor({
      runner,
      policy,
      clock,
      workers: 2,
      graceMilliseconds: 200,
      maxHeapMegabytes: 64,
    }),
};
