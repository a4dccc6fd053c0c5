import { listCheckpoints, studyPaths } from '@collapse/study';
import type { TrialJob } from './executor.ts';

/** Whether attempts at trials of one group left a checkpoint of their own: the next attempt then begins further on than they did. */
export function keptProgress(attempts: readonly Pick<TrialJob, 'trial' | 'attempt' | 'studyDirectory'>[]): boolean {
  const [first] = attempts;
  if (first === undefined) return false;
  const own = new Map(attempts.map(({ trial, attempt }) => [trial.id, attempt]));
  return listCheckpoints(studyPaths(first.studyDirectory), new Set(own.keys())).some(
    ({ trialId, attempt, header }) => header !== null && own.get(trialId) === attempt,
  );
}
