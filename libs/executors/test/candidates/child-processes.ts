import { openExecution } from '../../src/contract/index.ts';
import type { Candidate } from '../conformance-candidate.ts';
import { childProcesses } from '../support/child-processes.ts';
import { contextFor } from '../support/made-up-context.ts';
import { dataDirectory } from '../support/small-trials.ts';

/** Made as the command line makes an executor: the one object, and a file with its options. */
export const candidate: Candidate = {
  name: 'made-up kind',
  workers: 2,
  isolates: true,
  processes: true,
  outlives: false,
  stallMilliseconds: 1500,
  module: import.meta.url,
  async create(runner, { policy, clock = Date.now } = {}) {
    const value = {
      cacheDirectory: dataDirectory,
      ...(policy === undefined ? {} : { retries: policy.retries }),
      ...(policy?.stallMilliseconds === undefined ? {} : { stallSeconds: policy.stallMilliseconds / 1000 }),
    };
    const file = { source: 'options.json', path: '/options.json', value };
    const { executor } = await openExecution(childProcesses, contextFor(runner, { clock, file }));
    return executor;
  },
};
