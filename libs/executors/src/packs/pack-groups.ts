import { packKey } from '@collapse/trials';
import type { TrialGroup, TrialJob } from '../contract/executor.ts';
import type { GroupTrials } from '../contract/executor-kind.ts';
import { chooseCompiler, evenSize, type StepTimings } from './choose-compiler.ts';
import { choosePackSize } from './choose-pack-size.ts';

/** Trials that may share a pack, in the order they came. */
export interface PackableJobs {
  readonly key: string;
  readonly jobs: readonly TrialJob[];
}

/** Sorts jobs by what may train together. A key's place is that of its first job. */
export function packableJobs(jobs: readonly TrialJob[]): PackableJobs[] {
  const byKey = new Map<string, TrialJob[]>();
  for (const job of jobs) {
    const key = packKey(job.trial.specification);
    const known = byKey.get(key);
    if (known) known.push(job);
    else byKey.set(key, [job]);
  }
  return Array.from(byKey, ([key, packable]) => ({ key, jobs: packable }));
}

/**
 * Groups of about equal size, as large as the timings say is worth it; without timings each trial goes alone.
 * @param workers groups that run at the same time
 */
export function packGroups({ jobs }: PackableJobs, timings: StepTimings | null, workers: number): TrialGroup[] {
  const [first] = jobs;
  if (timings === null || first === undefined) return jobs.map((job) => [job]);
  const { packs, loop } = timings;
  const { steps } = first.trial.specification.train;
  const compiler = chooseCompiler(timings, { trials: jobs.length, workers, steps });
  const compiled = jobs.map((job) => ({ ...job, compiler }));
  const size =
    compiler === 'xla' && loop !== null && loop !== 'none'
      ? evenSize(jobs.length, workers, loop.size)
      : choosePackSize(packs, jobs.length, workers);
  return evenGroups(compiled, size);
}

/** Groups of one trial each. */
export const eachAlone: GroupTrials = async (jobs) => jobs.map((job) => [job]);

/** Packs of up to so many trials, for where no machine is at hand to time them on. */
export function packsOfSize(size: number): GroupTrials {
  return size > 1 ? async (jobs) => groupsOfSize(jobs, size) : eachAlone;
}

/** Groups of trials that may train together, of up to `size` each. */
export function groupsOfSize(jobs: readonly TrialJob[], size: number): TrialGroup[] {
  return packableJobs(jobs).flatMap((packable) => evenGroups(packable.jobs, size));
}

/** Spreads the remainder, so that no worker is left with a small last pack while another still has a full one. */
function evenGroups(jobs: readonly TrialJob[], size: number): TrialGroup[] {
  const count = Math.ceil(jobs.length / size);
  const even = Math.ceil(jobs.length / count);
  return Array.from({ length: count }, (_, index) => jobs.slice(index * even, (index + 1) * even)).filter(
    (group) => group.length > 0,
  );
}
