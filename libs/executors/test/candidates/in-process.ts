import { createInProcessExecutor, DEFAULT_RETRY_POLICY } from '../../src/index.ts';
import type { Candidate } from '../conformance-candidate.ts';

export const candidate: Candidate = {
  name: 'in process',
  workers: 1,
  isolates: false,
  processes: false,
  outlives: false,
  stallMilliseconds: 500,
  module: import.meta.url,
  create: async (runner, { policy = DEFAULT_RETRY_POLICY, clock = Date.now } = {}) =>
    createInProcessExecutor({ runner, policy, clock }),
};
