import { statSync } from 'node:fs';
import { type HistoryPoint, type TrialResult, UserError } from '@collapse/trials';
import { readJsonLines } from '../files/json-lines.ts';
import { listFolder } from '../files/list-folder.ts';
import { errorCode } from '../files/storage-error.ts';
import { type GridRecord, readGridRecord } from '../records/grid-record.ts';
import { parseHistoryPoint } from '../records/history-line.ts';
import { readJournal } from '../records/journal.ts';
import type { JournalEvent } from '../records/journal-event.ts';
import { readCommitted } from '../records/result-file.ts';
import { isTrialId, type StudyPaths, studyPaths } from './study-paths.ts';

/** A study folder to read, also while a run writes it. What is not a finished trial in trials/ is passed over. */
export interface Study {
  readonly paths: StudyPaths;
  readonly grid: GridRecord;
  /** Ids that have a folder in trials/, in the grid's order and then, for trials the grid no longer has, by id. */
  readonly trialIds: readonly string[];
  /** Results in the order of trialIds, read from disk one by one, anew in each loop. */
  readonly results: Iterable<TrialResult>;
  readonly journal: Iterable<JournalEvent>;
  result(trialId: string): TrialResult | null;
  /** The training curve; empty where there is none. */
  history(trialId: string): HistoryPoint[];
  /** The same, read from disk piece by piece: for curves of any length. */
  historyPoints(trialId: string): Iterable<HistoryPoint>;
  trialDirectory(trialId: string): string;
}

/** @throws UserError where the directory is no study folder */
export function readStudy(directory: string): Study {
  const paths = studyPaths(directory);
  const grid = readGridRecord(paths);
  if (grid === null) {
    throw new UserError({
      field: directory,
      expected: 'a study folder, which has a grid.json',
      received: isDirectory(directory) ? 'a folder without one' : 'no folder',
      remedy: 'Give the folder that a grid was trained into, such as runs/NAME.',
    });
  }
  const trialIds = orderedTrialIds(paths, grid);
  return {
    paths,
    grid,
    trialIds,
    results: { [Symbol.iterator]: () => readResults(paths, trialIds) },
    journal: { [Symbol.iterator]: () => readJournal(paths) },
    result: (trialId) => readCommitted(paths, trialId),
    history: (trialId) => [...readHistory(paths.trial(trialId).history)],
    historyPoints: (trialId) => ({ [Symbol.iterator]: () => readHistory(paths.trial(trialId).history) }),
    trialDirectory: (trialId) => paths.trial(trialId).directory,
  };
}

/** The results of some trials, lazily; those that have none are passed over. */
export function* readResults(paths: StudyPaths, trialIds: Iterable<string>): Generator<TrialResult> {
  for (const trialId of trialIds) {
    const result = readCommitted(paths, trialId);
    if (result !== null) yield result;
  }
}

function orderedTrialIds(paths: StudyPaths, grid: GridRecord): string[] {
  const present = new Set(listFolder(paths.trials).filter(isTrialId).sort());
  const inGrid = grid.trialIds.filter((trialId) => present.delete(trialId));
  return [...inGrid, ...present];
}

/** The training curve in a history.jsonl, point by point; empty where there is none. */
export function* readHistory(path: string): Generator<HistoryPoint> {
  for (const line of readJsonLines(path)) {
    const point = parseHistoryPoint(line);
    if (point !== null) yield point;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return false;
    throw error;
  }
}
