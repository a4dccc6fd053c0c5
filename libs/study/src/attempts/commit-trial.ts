import { renameSync, rmSync } from 'node:fs';
import { removeCheckpoints } from '../checkpoints/kept-checkpoints.ts';
import { syncDirectory } from '../files/durable-file.ts';
import { errorCode, writing } from '../files/storage-error.ts';
import type { StudyPaths, TrialPaths } from '../folder/study-paths.ts';
import { readCommitted, readResult } from '../records/result-file.ts';

/** late: another copy of the trial was done first, and this one was thrown away. */
export type CommitOutcome = 'committed' | 'late';

/**
 * Makes a complete folder the trial's one result, by a single rename. A done result is never replaced, by whatever
 * process; a failed one gives way.
 */
export function commitFolder(paths: StudyPaths, trialId: string, attempt: number, folder: TrialPaths): CommitOutcome {
  const target = paths.trial(trialId);
  const replaced = paths.replaced(trialId, attempt);
  // Only now: of a pack it may be all that members have which come later.
  removeCheckpoints(folder.directory);
  for (;;) {
    if (renameUnlessTaken(folder.directory, target.directory)) {
      writing(paths.trials, () => syncDirectory(paths.trials));
      rmSync(replaced.directory, { recursive: true, force: true });
      return 'committed';
    }
    if (readCommitted(paths, trialId)?.status === 'done' || !moveFailedAway(trialId, target, replaced)) {
      rmSync(folder.directory, { recursive: true, force: true });
      return 'late';
    }
  }
}

/** Moves a result that is not done out of the way; false where a done one took its place meanwhile, which is put back. */
function moveFailedAway(trialId: string, target: TrialPaths, replaced: TrialPaths): boolean {
  rmSync(replaced.directory, { recursive: true, force: true });
  try {
    renameSync(target.directory, replaced.directory);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
  const moved = readResult(replaced);
  if (moved?.status !== 'done' || moved.trialId !== trialId) return true;
  if (!renameUnlessTaken(replaced.directory, target.directory)) {
    rmSync(replaced.directory, { recursive: true, force: true });
  }
  return false;
}

function renameUnlessTaken(from: string, to: string): boolean {
  return writing(to, () => {
    try {
      renameSync(from, to);
      return true;
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
      throw error;
    }
  });
}
