import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { keepCheckpointsAlone } from '../checkpoints/kept-checkpoints.ts';
import { temporaryWriter } from '../files/durable-file.ts';
import { listFolder } from '../files/list-folder.ts';
import { writing } from '../files/storage-error.ts';
import { parseAttemptName, type StudyPaths, trialPaths } from '../folder/study-paths.ts';
import { isRunning } from '../lock/process-identity.ts';
import { readCommitted, readResult } from '../records/result-file.ts';
import { commitFolder } from './commit-trial.ts';

/**
 * Clears away what killed runs left in attempts/. An attempt that was complete but for its last rename is finished
 * instead, so that no trained trial is lost; of a trial that is not done its checkpoints stay, for the next attempt. Call it
 * only with the study's lock held.
 * @param underWay ids of trials whose attempts belong to workers that go on elsewhere: they are left as they are
 * @returns the highest attempt seen of each trial, which the next must exceed
 */
export function cleanAttempts(
  paths: StudyPaths,
  underWay: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  for (const name of listFolder(paths.attempts)) {
    const parsed = parseAttemptName(name);
    const folder = trialPaths(join(paths.attempts, name));
    if (parsed !== null) {
      const { trialId, attempt } = parsed;
      highest.set(trialId, Math.max(attempt, highest.get(trialId) ?? 0));
      if (underWay.has(trialId)) continue;
      const result = readResult(folder);
      if (result?.status === 'done' || (result !== null && readCommitted(paths, trialId) === null)) {
        commitFolder(paths, trialId, attempt, folder);
      }
      const isDone = readCommitted(paths, trialId)?.status === 'done';
      if (!isDone && keepCheckpointsAlone(folder.directory)) continue;
    }
    writing(folder.directory, () => rmSync(folder.directory, { recursive: true, force: true }));
  }
  return highest;
}

/** Removes what durable writes of processes that are gone left in a study folder and its report; of those that run, nothing. */
export function clearTemporaryFiles(directory: string): void {
  for (const folder of [directory, join(directory, 'report')]) {
    for (const name of listFolder(folder)) {
      const writer = temporaryWriter(name);
      if (writer === null || isRunning(writer)) continue;
      writing(folder, () => rmSync(join(folder, name), { force: true }));
    }
  }
}
