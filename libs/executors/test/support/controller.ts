import { join } from 'node:path';
import { openStudy } from '@collapse/study';
import { recordEvents, type TrialJob } from '../../src/index.ts';
import type { Candidate } from '../conformance-candidate.ts';
import type { FaultSettings } from './faulty-runner.ts';
import { smallDataset, trialOf } from './small-trials.ts';

/** A controller in a process of its own: it does what apps/sweep does around an executor, and may be killed at any time. */
export interface ControllerOrders {
  /** Exports the candidate. */
  readonly module: string;
  readonly directory: string;
  readonly settings: FaultSettings;
  readonly trials: number;
}

const orders: ControllerOrders = JSON.parse(process.argv[2] ?? '');
const { candidate }: { readonly candidate: Candidate } = await import(orders.module);
const executor = await candidate.create({
  module: join(import.meta.dirname, 'faulty-runner.ts'),
  exportName: 'createFaultyRunner',
  settings: orders.settings,
});
const dataset = await smallDataset();
const trials = Array.from({ length: orders.trials }, (_, seed) => trialOf(seed));
const study = openStudy({
  directory: orders.directory,
  record: {
    name: 'conformance',
    description: '',
    base: {},
    axes: [],
    trialIds: trials.map(({ id }) => id),
    versions: { code: null, node: process.versions.node, backend: null },
    datasets: {},
    writtenAt: Date.now(),
  },
  clock: Date.now,
  underWay: () => executor.outliving?.underWay(orders.directory) ?? new Set(),
});
const jobs = trials
  .filter(({ id }) => study.outcomes.get(id)?.status !== 'done')
  .map((trial): TrialJob => {
    return { trial, attempt: study.nextAttempt(trial.id), studyDirectory: orders.directory, dataset };
  });
await executor.run(
  jobs.map((job) => [job]),
  recordEvents(study.journal),
  new AbortController().signal,
);
study.close(false);
await executor.close();
