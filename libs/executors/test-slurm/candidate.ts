import { createSlurmExecutor, parseSlurmOptions } from '@collapse/executors/slurm';
import { DEFAULT_RETRY_POLICY } from '../src/index.ts';
import type { Candidate } from '../test/conformance-candidate.ts';
import { dataDirectory } from '../test/support/small-trials.ts';

/** Of the cluster that SLURM_CONF and PATH name. */
export const candidate: Candidate = {
  name: 'Slurm',
  workers: 12,
  isolates: true,
  processes: true,
  outlives: true,
  stallMilliseconds: 4000,
  module: import.meta.url,
  create: (runner, { policy = DEFAULT_RETRY_POLICY, clock = Date.now, options = {} } = {}) =>
    createSlurmExecutor({
      runner,
      clock,
      data: { cacheDirectory: dataDirectory },
      options: parseSlurmOptions(
        {
          memory: '500M',
          heapMegabytes: 64,
          pollSeconds: 0.3,
          settleSeconds: 0.3,
          retries: policy.retries,
          ...options,
          ...(policy.stallMilliseconds === undefined ? {} : { stallSeconds: policy.stallMilliseconds / 1000 }),
        },
        'options',
      ),
    }),
};
