import { execFileSync } from 'node:child_process';
import type { PlacedMutation } from './mutation.ts';
import type { MutationOptions } from './options.ts';

/** The mutations that the options ask for. */
export function selected(
  mutations: readonly PlacedMutation[],
  { libraries, file, only }: Pick<MutationOptions, 'libraries' | 'file' | 'only'>,
  changed: ReadonlySet<string> | null,
): PlacedMutation[] {
  return mutations.filter(
    (mutation) =>
      (libraries.length === 0 || libraries.includes(mutation.library)) &&
      (file === null || mutation.file.includes(file)) &&
      (only === null || mutation.means.includes(only) || mutation.find.includes(only)) &&
      (changed === null || changed.has(mutation.file)),
  );
}

/** Files that differ from a revision, those that git does not know yet among them. @throws where git knows no such revision */
export function changedSince(root: string, revision: string): ReadonlySet<string> {
  const git = (...args: string[]) => String(execFileSync('git', args, { cwd: root })).split('\n');
  const known = git('diff', '--name-only', '--end-of-options', revision);
  return new Set([...known, ...git('ls-files', '--others', '--exclude-standard')].filter((name) => name !== ''));
}
