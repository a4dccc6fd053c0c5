import type { TrialResult } from '@collapse/trials';
import { listFolder } from '../files/list-folder.ts';
import { isTrialId, type StudyPaths } from '../folder/study-paths.ts';
import { readJournal } from './journal.ts';
import type { JournalEvent } from './journal-event.ts';
import { readCommitted } from './result-file.ts';

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
  /** Trials whose folder holds no result, a damaged one or another trial's: they count as not trained. */
  readonly damaged: readonly string[];
}

/**
 * How the trials of a study folder ended. Result files are the truth, and each is read: a disk that was full or lost power
 * may have left one that is none, whatever the journal says of it.
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
  const damaged: string[] = [];
  for (const trialId of listFolder(paths.trials).filter(isTrialId)) {
    const told = last.get(trialId);
    const result = readCommitted(paths, trialId);
    if (result === null) {
      damaged.push(trialId);
      continue;
    }
    const { status, attempt } = result;
    outcomes.set(trialId, { status, attempt });
    note(trialId, attempt);
    const isTold = status === 'done' ? told?.kind === 'finished' : told?.kind === 'failed' && told.attempt === attempt;
    if (!isTold) unjournaled.push(result);
  }
  return { outcomes, attempts, unjournaled, damaged };
}
