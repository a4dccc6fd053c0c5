import { existsSync } from 'node:fs';
import type { TrialResult } from '@collapse/trials';
import { readJournal } from './journal.ts';
import type { JournalEvent } from './journal-event.ts';
import { listFolder } from './leftovers.ts';
import { readResult } from './result-file.ts';
import { isTrialId, type StudyPaths } from './study-paths.ts';

/** What the study folder holds of a trial. */
export interface TrialOutcome {
  readonly status: TrialResult['status'];
  readonly attempt: number;
}

export interface TrialOutcomes {
  /** Trials that are finished, failed ones included, whether the grid still has them or not. */
  readonly outcomes: ReadonlyMap<string, TrialOutcome>;
  /** The highest attempt at each trial that the journal or a result knows. */
  readonly attempts: ReadonlyMap<string, number>;
  /** Results that the journal does not tell, because the run was killed between the two. */
  readonly unjournaled: readonly TrialResult[];
}

/**
 * How the trials of a study folder ended. Result files are the truth; one that the journal has as done and that is there
 * is not read, so that a hundred thousand take a second: a done result never changes.
 */
export function trialOutcomes(paths: StudyPaths): TrialOutcomes {
  const last = new Map<string, JournalEvent & { readonly attempt: number }>();
  const attempts = new Map<string, number>();
  const note = (trialId: string, attempt: number) =>
    attempts.set(trialId, Math.max(attempt, attempts.get(trialId) ?? 0));
  for (const event of readJournal(paths)) {
    if (event.kind === 'opened' || event.kind === 'closed') continue;
    note(event.trialId, event.attempt);
    if (event.kind === 'finished' || event.kind === 'failed') last.set(event.trialId, event);
  }
  const outcomes = new Map<string, TrialOutcome>();
  const unjournaled: TrialResult[] = [];
  for (const trialId of listFolder(paths.trials).filter(isTrialId)) {
    const told = last.get(trialId);
    if (told?.kind === 'finished' && existsSync(paths.trial(trialId).result)) {
      outcomes.set(trialId, { status: 'done', attempt: told.attempt });
      continue;
    }
    const result = readResult(paths.trial(trialId));
    if (result?.trialId !== trialId) continue;
    const { status, attempt } = result;
    outcomes.set(trialId, { status, attempt });
    note(trialId, attempt);
    if (status === 'done' || told?.kind !== 'failed' || told.attempt !== attempt) unjournaled.push(result);
  }
  return { outcomes, attempts, unjournaled };
}
