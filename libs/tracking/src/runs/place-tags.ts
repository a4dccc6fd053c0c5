import type { GridRecord } from '@collapse/study';
import type { TrialResult } from '@collapse/trials';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Tags that say who sends a run and from what code. Other senders have others: a comparison leaves them out.
 * @param result null for the study's own run
 */
export function placeTags(
  environment: Environment,
  grid: GridRecord,
  result: TrialResult | null,
): Record<string, string> {
  const tags: Record<string, string> = { 'mlflow.source.name': 'sweep', 'mlflow.source.type': 'LOCAL' };
  // The variables that the Python client's getpass looks at.
  const user = ['LOGNAME', 'USER', 'LNAME', 'USERNAME'].map((name) => environment[name]).find((name) => name);
  if (user !== undefined) tags['mlflow.user'] = user;
  const { code } = grid.versions;
  // grid.json names the code that opened the study last: it trained only what began after that.
  if (code !== null && (result === null || result.startedAt >= grid.writtenAt)) {
    tags['mlflow.source.git.commit'] = code.commit;
    if (code.modified) tags['code.modified'] = 'true';
  }
  return tags;
}
