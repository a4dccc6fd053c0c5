import type { StepCompiler } from '@collapse/trials';
import type { TrialGroup, TrialJob } from './executor.ts';

/** Trials whose training was left in the middle, together. */
export interface LeftTraining {
  readonly trialIds: readonly string[];
  readonly compiler: StepCompiler;
}

/**
 * Puts trials that were left in the middle of a training together again as they were, by the same compiler, before the other
 * groups.
 * @param left those that are furthest first; of two with a trial in common the first counts
 */
export function resumedGroups(groups: readonly TrialGroup[], left: readonly LeftTraining[]): TrialGroup[] {
  const all = new Set(groups.flat().map(({ trial }) => trial.id));
  const jobs = new Map<string, TrialJob>(groups.flat().map((job) => [job.trial.id, job]));
  const resumed: TrialGroup[] = [];
  for (const { trialIds, compiler } of left) {
    const wanted = trialIds.filter((id) => all.has(id));
    const members = wanted.flatMap((id) => jobs.get(id) ?? []);
    if (members.length === 0 || members.length < wanted.length) continue;
    for (const { trial } of members) jobs.delete(trial.id);
    resumed.push(members.map((job) => ({ ...job, compiler })));
  }
  const rest = groups.map((group) => group.filter(({ trial }) => jobs.has(trial.id)));
  return [...resumed, ...rest.filter((group) => group.length > 0)];
}
