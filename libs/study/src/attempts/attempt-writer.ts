import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { FailedResult, HistoryPoint, TrialResult } from '@collapse/trials';
import { writeCheckpoint } from '../checkpoints/kept-checkpoints.ts';
import { writeFileDurably } from '../files/durable-file.ts';
import { LineWriter } from '../files/line-writer.ts';
import { writing } from '../files/storage-error.ts';
import type { StudyPaths, TrialPaths } from '../folder/study-paths.ts';
import { formatHistoryPoint } from '../records/history-line.ts';
import { writeResult } from '../records/result-file.ts';
import { type CommitOutcome, commitFolder } from './commit-trial.ts';

const HISTORY_BUFFER_BYTES = 1 << 14;

/** One attempt at a trial, written to a folder of its own that becomes the trial's by one rename. */
export interface AttemptWriter {
  readonly directory: string;
  readonly trialId: string;
  readonly attempt: number;
  /** Adds a point to the training curve. Kept back in memory for a while. */
  appendHistory(point: HistoryPoint): void;
  /** Writes a file such as weights/model.json into the folder, complete or not at all. */
  writeFile(name: string, data: string | Uint8Array): void;
  /** The training curve so far, the lines of its file. */
  curve(): Uint8Array;
  /** Keeps a checkpoint in the folder until the attempt is done, with the one before it. */
  writeCheckpoint(parts: Iterable<Uint8Array>): void;
  /** Writes the result and makes the folder the trial's, unless another copy was done first. Nothing can be written after. */
  commit(result: TrialResult): CommitOutcome;
  /** Ends writing without a result: the folder stays behind, for the next start to clear away. */
  close(): void;
}

/**
 * Starts an attempt with an empty folder. What an earlier process left under the same number is removed.
 * @throws StorageError where the disk is full or not writable, as do the writer's methods
 */
export function openAttempt(paths: StudyPaths, trialId: string, attempt: number): AttemptWriter {
  const folder = emptyAttempt(paths, trialId, attempt);
  const history = new LineWriter(folder.history, HISTORY_BUFFER_BYTES);
  return {
    directory: folder.directory,
    trialId,
    attempt,
    appendHistory: (point) => history.append(formatHistoryPoint(point)),
    writeFile: (name, data) => writeTrialFile(folder, name, data),
    curve: () => Buffer.concat([readFileSync(folder.history), Buffer.from(history.pending)]),
    writeCheckpoint: (parts) => writeCheckpoint(folder.directory, parts),
    commit(result) {
      history.close();
      writeResult(folder, result);
      return commitFolder(paths, trialId, attempt, folder);
    },
    close: () => history.discard(),
  };
}

/** The folder of an attempt, without what an earlier process left under the same number. */
export function emptyAttempt(paths: StudyPaths, trialId: string, attempt: number): TrialPaths {
  const folder = paths.attempt(trialId, attempt);
  writing(folder.directory, () => {
    rmSync(folder.directory, { recursive: true, force: true });
    mkdirSync(folder.directory, { recursive: true });
    mkdirSync(paths.trials, { recursive: true });
  });
  return folder;
}

/** Writes a file of a trial, complete or not at all. @throws RangeError for a name that leads out of the folder */
export function writeTrialFile({ directory }: TrialPaths, name: string, data: string | Uint8Array): void {
  const inside = normalize(name);
  if (isAbsolute(inside) || inside.startsWith('..')) {
    throw new RangeError(`a trial's file needs a name inside its folder, received ${name}`);
  }
  const path = join(directory, inside);
  writing(path, () => mkdirSync(dirname(path), { recursive: true }));
  writeFileDurably(path, data);
}

/**
 * Keeps the record of an attempt whose worker can no longer write it, with the files the worker left.
 * @throws StorageError where the disk is full or not writable
 */
export function recordFailure(paths: StudyPaths, result: FailedResult): CommitOutcome {
  const folder = paths.attempt(result.trialId, result.attempt);
  writing(folder.directory, () => {
    mkdirSync(folder.directory, { recursive: true });
    mkdirSync(paths.trials, { recursive: true });
  });
  writeResult(folder, result);
  return commitFolder(paths, result.trialId, result.attempt, folder);
}
