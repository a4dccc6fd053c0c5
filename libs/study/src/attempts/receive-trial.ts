import { readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { StudyPaths, TrialPaths } from '../folder/study-paths.ts';
import { parseResult, writeResult } from '../records/result-file.ts';
import { emptyAttempt, writeTrialFile } from './attempt-writer.ts';
import { type CommitOutcome, commitFolder } from './commit-trial.ts';

/** The names of a trial's files, relative to its folder, such as weights/model.json. */
export function trialFileNames({ directory }: Pick<TrialPaths, 'directory'>): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * Takes in a trial that was done elsewhere, as if the attempt had been made here: a folder in attempts/ that becomes the
 * trial's by one rename, unless another copy was done first.
 * @param files by their name in the trial's folder, the result among them
 * @throws RangeError where they hold no result of this trial, or a name that leads out of the folder
 * @throws StorageError where the disk is full or not writable
 */
export function receiveTrial(
  paths: StudyPaths,
  trialId: string,
  attempt: number,
  files: ReadonlyMap<string, Uint8Array>,
): CommitOutcome {
  const resultName = basename(paths.trial(trialId).result);
  const result = parseResult(Buffer.from(files.get(resultName) ?? '').toString('utf8'));
  if (result?.trialId !== trialId) throw new RangeError(`trial ${trialId}: the files received hold no result of it`);
  const folder = emptyAttempt(paths, trialId, attempt);
  for (const [name, data] of files) {
    if (name !== resultName) writeTrialFile(folder, name, data);
  }
  writeResult(folder, { ...result, attempt });
  return commitFolder(paths, trialId, attempt, folder);
}
