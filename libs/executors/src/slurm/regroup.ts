import { readResult, studyPaths } from '@collapse/study';
import type { TrialGroup, TrialJob } from '../contract/executor.ts';
import type { TrialAttempt } from './batch.ts';

/** A group that a controller submitted, and where it is. */
export interface RecordedGroup<Place> {
  readonly trials: readonly TrialAttempt[];
  /** null where it is not to be waited for: what it does is overtaken by a higher attempt. */
  readonly place: Place | null;
}

export interface Regrouped<Place> {
  /** Groups as they were submitted, without members that nobody wants, with the attempts they have there. */
  readonly taken: readonly TrialGroup[];
  /** Where they are, by the attemptKey of each member. */
  readonly places: ReadonlyMap<string, Place>;
  /** What is left of the groups, to be submitted. */
  readonly rest: readonly TrialGroup[];
}

/** Tells attempts apart, of whatever trial. */
export function attemptKey({ trial, attempt }: Pick<TrialJob, 'trial' | 'attempt'>): string {
  return `${trial.id}.${attempt}`;
}

/** Takes from groups what was submitted before. */
export function regroup<Place>(
  groups: readonly TrialGroup[],
  recorded: readonly RecordedGroup<Place>[],
): Regrouped<Place> {
  const wanted = new Map<string, TrialJob>();
  for (const group of groups) for (const job of group) wanted.set(job.trial.id, job);
  // A trial that was tried again is recorded more than once: the latest counts.
  const latest = new Map<string, number>();
  for (const { trials } of recorded) {
    for (const { trialId, attempt } of trials) latest.set(trialId, Math.max(attempt, latest.get(trialId) ?? 0));
  }
  const adopted = new Set<string>();
  const taken: TrialGroup[] = [];
  const places = new Map<string, Place>();
  for (const { trials, place } of recorded) {
    if (place === null) continue;
    const members = trials.flatMap(({ trialId, attempt }) => {
      const mine = wanted.get(trialId);
      if (mine === undefined || latest.get(trialId) !== attempt || adopted.has(trialId)) return [];
      const job = { ...mine, attempt };
      return hasEnded(job) ? [] : [job];
    });
    if (members.length === 0) continue;
    taken.push(members);
    for (const member of members) {
      adopted.add(member.trial.id);
      places.set(attemptKey(member), place);
    }
  }
  const rest = groups
    .map((group) => group.filter(({ trial }) => !adopted.has(trial.id)).map(beyond(latest)))
    .filter((group) => group.length > 0);
  return { taken, places, rest };
}

/** Gives a job an attempt that no recorded one has, so that their files never meet. */
function beyond(latest: ReadonlyMap<string, number>): (job: TrialJob) => TrialJob {
  return (job) => ({ ...job, attempt: Math.max(job.attempt, 1 + (latest.get(job.trial.id) ?? 0)) });
}

/** Whether the study folder holds the attempt's end: a trial that failed for good, which the user wants tried again. */
function hasEnded({ trial, attempt, studyDirectory }: TrialJob): boolean {
  const kept = readResult(studyPaths(studyDirectory).trial(trial.id));
  return kept !== null && kept.attempt >= attempt;
}
