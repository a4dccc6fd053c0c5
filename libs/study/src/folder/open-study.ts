import { mkdirSync, statfsSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { cleanAttempts, clearTemporaryFiles } from '../attempts/leftovers.ts';
import { setDamagedAside } from '../attempts/set-damaged-aside.ts';
import { StorageError, writing } from '../files/storage-error.ts';
import { lockStudy } from '../lock/study-lock.ts';
import { type GridRecord, requireGridName, writeGridRecord } from '../records/grid-record.ts';
import { type Journal, openJournal } from '../records/journal.ts';
import { type TrialOutcome, type TrialOutcomes, trialOutcomes } from '../records/trial-outcomes.ts';
import { type StudyPaths, studyPaths } from './study-paths.ts';

/** A study folder that this process alone writes. */
export interface OpenStudy {
  readonly paths: StudyPaths;
  readonly journal: Journal;
  /** Trials that were finished when the study was opened, failed ones included, whether the grid still has them or not. */
  readonly outcomes: ReadonlyMap<string, TrialOutcome>;
  /** Trials whose result was damaged when the study was opened: it is in damaged/ now, and they count as not trained. */
  readonly damaged: readonly string[];
  /** A number no earlier attempt at the trial has, also in runs that were killed. */
  nextAttempt(trialId: string): number;
  /** Journals the end and gives the folder free. */
  close(interrupted: boolean): void;
}

export interface OpenStudyOptions {
  readonly directory: string;
  readonly record: GridRecord;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Trials that go on elsewhere without this process: their attempts are left alone. Asked with the study's lock held. */
  readonly underWay?: () => ReadonlySet<string>;
  /** Below this the disk counts as full before anything is trained. */
  readonly minimumFreeBytes?: number;
}

/**
 * Makes a study folder ready to be trained into: checks that it is this grid's, that nobody else uses it and that it can
 * be written; clears away what killed runs left; sets damaged results aside; brings the journal up to what trials/ holds; writes grid.json.
 * @throws UserError for the folder of another grid or one in use; nothing is overwritten then
 * @throws StorageError where the disk is full or not writable
 */
export function openStudy(options: OpenStudyOptions): OpenStudy {
  const { record, clock, underWay = () => new Set<string>(), minimumFreeBytes = 16 * 2 ** 20 } = options;
  const directory = resolve(options.directory);
  const paths = studyPaths(directory);
  requireGridName(paths, record.name);
  writing(directory, () => mkdirSync(directory, { recursive: true }));
  const lock = lockStudy(paths, clock);
  try {
    requireGridName(paths, record.name);
    requireSpace(directory, minimumFreeBytes);
    writeGridRecord(paths, record);
    clearTemporaryFiles(directory);
    const leftovers = cleanAttempts(paths, underWay());
    const journal = openJournal(paths);
    const { outcomes, attempts, damaged } = reconcile(paths, journal);
    setDamagedAside(paths, damaged);
    const now = () => Math.trunc(clock());
    journal.append({
      kind: 'opened',
      timestamp: now(),
      processId: process.pid,
      host: hostname(),
      trials: record.trialIds.length,
      done: record.trialIds.filter((trialId) => outcomes.get(trialId)?.status === 'done').length,
    });
    return {
      paths,
      journal,
      outcomes,
      damaged,
      nextAttempt: (trialId) => 1 + Math.max(attempts.get(trialId) ?? 0, leftovers.get(trialId) ?? 0),
      close(interrupted) {
        try {
          journal.append({ kind: 'closed', timestamp: now(), interrupted });
          journal.close();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function requireSpace(directory: string, minimumFreeBytes: number): void {
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize < minimumFreeBytes) throw new StorageError(directory, 'ENOSPC');
}

/** Result files are the truth: the journal is told of those that it does not know. */
function reconcile(paths: StudyPaths, journal: Journal): TrialOutcomes {
  const found = trialOutcomes(paths);
  for (const result of found.unjournaled) {
    const { trialId, attempt, finishedAt: timestamp } = result;
    const event = { trialId, attempt, timestamp };
    if (result.status === 'done') journal.append({ kind: 'finished', ...event, adoptedFrom: null });
    else journal.append({ kind: 'failed', ...event, ...result.error });
  }
  return found;
}
