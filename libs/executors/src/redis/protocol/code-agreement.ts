import type { CodeVersion } from '@collapse/study';

/** Whether two machines run the same code, as far as git can tell: the same commit, and both or neither changed since. */
export function sameCode(one: CodeVersion | null, other: CodeVersion | null): boolean {
  return one?.commit === other?.commit && one?.modified === other?.modified;
}

/** `commit 1a2b3c4d5e6f`, with a word on changes since. */
export function codeText(code: CodeVersion | null): string {
  if (code === null) return 'code that is no git checkout';
  return `commit ${code.commit.slice(0, 12)}${code.modified ? ' with changes since' : ''}`;
}
