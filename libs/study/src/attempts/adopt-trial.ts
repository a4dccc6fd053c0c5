import { copyFileSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, writing } from '../files/storage-error.ts';
import { type StudyPaths, studyPaths } from '../folder/study-paths.ts';
import { readResult } from '../records/result-file.ts';
import { commitFolder } from './commit-trial.ts';

/** already: this study has the trial done. absent: the other study does not. */
export type AdoptOutcome = 'adopted' | 'already' | 'absent';

/**
 * Takes over a trial that is done in another study: the same id is the same trial. Files are shared by hard links
 * where the file system can, which is safe because a finished trial's files are never written in place: measures that are
 * taken again replace its result by a rename.
 * @param fromDirectory the other study's folder
 * @throws StorageError where this study's disk is full or not writable
 */
export function adoptTrial(fromDirectory: string, trialId: string, paths: StudyPaths): AdoptOutcome {
  if (readResult(paths.trial(trialId))?.status === 'done') return 'already';
  const source = studyPaths(fromDirectory).trial(trialId);
  const result = readResult(source);
  if (result?.status !== 'done' || result.trialId !== trialId) return 'absent';
  const copy = paths.adopting(trialId);
  return writing(copy.directory, () => {
    mkdirSync(paths.trials, { recursive: true });
    rmSync(copy.directory, { recursive: true, force: true });
    linkFolder(source.directory, copy.directory);
    return commitFolder(paths, trialId, result.attempt, copy) === 'committed' ? 'adopted' : 'already';
  });
}

function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) linkFolder(source, target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    // Another file system (EXDEV), one without hard links, or a file with as many as it may have.
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(errorCode(error) ?? '')) throw error;
    copyFileSync(source, target);
  }
}
