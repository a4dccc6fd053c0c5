import type { DoneResult } from '@collapse/trials';
import type { StudyPaths } from '../folder/study-paths.ts';
import { readResult, writeResult } from '../records/result-file.ts';

/**
 * Puts a result with measures that were taken again in place of a trial's, by one rename: a reader sees the old one or the
 * new one. Weights, pictures and curve stay. Call it only with the study's lock held.
 * @throws RangeError where the trial is not done in this study
 * @throws StorageError where the disk is full or not writable; the old result stays then
 */
export function replaceMeasures(paths: StudyPaths, result: DoneResult): void {
  const folder = paths.trial(result.trialId);
  const present = readResult(folder);
  if (present?.status !== 'done' || present.trialId !== result.trialId) {
    throw new RangeError(`trial ${result.trialId} is not done, so that it has no measures to replace`);
  }
  writeResult(folder, result);
}
