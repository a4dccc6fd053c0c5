import { execFileSync } from 'node:child_process';

export interface CodeVersion {
  /** The git commit, 40 hexadecimal digits. */
  readonly commit: string;
  /** Whether tracked files differed from the commit. */
  readonly modified: boolean;
}

/** The version of the code in a directory; null where it is no git checkout or git is missing. */
export function codeVersion(directory: string): CodeVersion | null {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const commit = git('rev-parse', 'HEAD');
    return { commit, modified: git('status', '--porcelain', '--untracked-files=no') !== '' };
  } catch (error) {
    // No git (ENOENT) or git's own refusal (a status): the version is unknown, which the record says.
    if (error instanceof Error && ('status' in error || 'code' in error)) return null;
    throw error;
  }
}
