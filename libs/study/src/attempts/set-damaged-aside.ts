import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writing } from '../files/storage-error.ts';
import type { StudyPaths } from '../folder/study-paths.ts';

/**
 * Moves trials whose result is damaged to damaged/ID.1, ID.2, ... of the study folder, so that they are trained again and what was
 * there can still be looked at. Call it only with the study's lock held.
 */
export function setDamagedAside(paths: StudyPaths, trialIds: readonly string[]): void {
  if (trialIds.length === 0) return;
  writing(paths.damaged, () => mkdirSync(paths.damaged, { recursive: true }));
  for (const trialId of trialIds) {
    const { directory } = paths.trial(trialId);
    writing(directory, () => renameSync(directory, firstFree(join(paths.damaged, trialId))));
  }
}

function firstFree(path: string): string {
  for (let number = 1; ; number++) {
    const name = `${path}.${number}`;
    if (!existsSync(name)) return name;
  }
}
