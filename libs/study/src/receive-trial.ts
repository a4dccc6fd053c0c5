import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, relative } from 'node:path';
import { type CommitOutcome, commitFolder } from './commit-trial.ts';
import { writeFileDurably } from './durable-file.ts';
import { parseResult, writeResult } from './result-file.ts';
import { writing } from './storage-error.ts';
import type { StudyPaths, TrialPaths } from './study-paths.ts';

/** The names of a trial's files, relative to its folder, such as weights/model.json. */
export function trialFileNames(trial: TrialPaths): string[] {
  return readdirSync(trial.directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(trial.directory, join(entry.parentPath, entry.name)))
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
  const folder = paths.attempt(trialId, attempt);
  const resultName = basename(folder.result);
  const result = parseResult(Buffer.from(files.get(resultName) ?? '').toString('utf8'));
  if (result?.trialId !== trialId) throw new RangeError(`trial ${trialId}: the files received hold no result of it`);
  writing(folder.directory, () => {
    rmSync(folder.directory, { recursive: true, force: true });
    mkdirSync(folder.directory, { recursive: true });
    mkdirSync(paths.trials, { recursive: true });
  });
  for (const [name, data] of files) {
    if (name === resultName) continue;
    const inside = normalize(name);
    if (isAbsolute(inside) || inside.startsWith('..')) {
      throw new RangeError(`a trial's file needs a name inside its folder, received ${name}`);
    }
    const path = join(folder.directory, inside);
    writing(path, () => mkdirSync(dirname(path), { recursive: true }));
    writeFileDurably(path, data);
  }
  writeResult(folder, { ...result, attempt });
  return commitFolder(paths, trialId, attempt, folder);
}
