import type { TrialRow } from './trial-rows.ts';

/**
 * One sentence for each reason why the ELBO of some trials has no maximum, with how many of the finished trials it is true
 * of: what their ELBO and decoder variance end at says how long they were trained, or where the floor is.
 */
export function unboundedSentences(rows: readonly TrialRow[]): string[] {
  const done = rows.filter((row) => row.status === 'done');
  const reasons = Map.groupBy(done, (row) => row.unbounded);
  return [...reasons].flatMap(([reason, members]) => {
    if (reason === null) return [];
    const share = members.length === done.length ? 'every trial' : `${members.length} of ${done.length} trials`;
    return [`In ${share}, ${reason}.`];
  });
}
