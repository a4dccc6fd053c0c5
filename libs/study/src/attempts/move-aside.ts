import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '@collapse/trials';
import { listFolder } from '../files/list-folder.ts';
import { writing } from '../files/storage-error.ts';
import { studyPaths } from '../folder/study-paths.ts';
import { lockStudy } from '../lock/study-lock.ts';

/**
 * Makes room for a fresh study: the old folder is renamed to the first free of NAME.before-1, NAME.before-2, ...;
 * nothing is deleted.
 * @returns the old study's new path, or null where there was nothing to move
 * @throws UserError where a run is using the folder, or where it is no study folder
 */
export function moveAside(directory: string): string | null {
  // Without a trailing slash, so that the suffix lands on the name.
  const from = resolve(directory);
  if (writing(from, () => listFolder(from)).length === 0) return null;
  const paths = studyPaths(from);
  if (!existsSync(paths.grid)) {
    throw new UserError({
      field: from,
      expected: 'a study folder, which has a grid.json',
      received: 'a folder with other files',
      remedy: 'Choose another study folder with --out: only study folders are set aside.',
    });
  }
  const lock = lockStudy(paths);
  const to = firstFreeName(from);
  try {
    writing(from, () => renameSync(from, to));
  } catch (error) {
    lock.release();
    throw error;
  }
  rmSync(join(to, basename(lock.path)), { recursive: true, force: true });
  return to;
}

function firstFreeName(directory: string): string {
  for (let number = 1; ; number += 1) {
    const name = `${directory}.before-${number}`;
    if (!existsSync(name)) return name;
  }
}
