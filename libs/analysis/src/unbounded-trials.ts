import type { TrialRow } from './trial-rows.ts';

/** What a study says of trials whose ELBO has no maximum, or would have none but for a floor. */
export interface UnboundedFindings {
  /** For the headline; null where there are none. */
  readonly sentence: string | null;
  /** Where there is more than one reason, each with its trials. */
  readonly details: readonly string[];
}

/** How a likelihood begins the reason of a trial that a floor bounds. */
const BUT_FOR = /^but for (the \w+ floor) /;

/** What the ELBO and decoder variance of such a trial end at tells how long it was trained, or where the floor is. */
export function unboundedFindings(rows: readonly TrialRow[]): UnboundedFindings {
  const done = rows.filter((row) => row.status === 'done');
  const unbounded = done.filter((row) => row.unbounded !== null);
  const share = (count: number) => (count === done.length ? 'every trial' : `${count} of ${done.length} trials`);
  const reasons = Map.groupBy(unbounded, (row) => row.unbounded);
  const sentences = Array.from(reasons, ([reason, { length }]) => `In ${share(length)}, ${reason}.`);
  if (sentences.length < 2) return { sentence: sentences[0] ?? null, details: [] };
  const floors = new Set(unbounded.flatMap((row) => BUT_FOR.exec(row.unbounded ?? '')?.[1] ?? []));
  const or = floors.size > 0 ? `, or would have none but for ${[...floors].join(' or ')}` : '';
  return { sentence: `In ${share(unbounded.length)}, the ELBO has no maximum${or}.`, details: sentences };
}
