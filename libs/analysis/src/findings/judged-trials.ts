import type { CollapseJudgement, Evidence } from '@collapse/trials';
import type { TrialRow } from '../trial-rows.ts';

/** A finished trial with what became of its dimensions. */
export interface JudgedTrial {
  readonly row: TrialRow;
  readonly judgement: CollapseJudgement;
}

export function judgedTrials(rows: readonly TrialRow[]): JudgedTrial[] {
  return rows.flatMap((row) => (row.judgement === null ? [] : [{ row, judgement: row.judgement }]));
}

/** The trials of each class of evidence, which are never counted together. */
export function byEvidence(trials: readonly JudgedTrial[]): Readonly<Record<Evidence, readonly JudgedTrial[]>> {
  const of = (evidence: Evidence) => trials.filter(({ judgement }) => judgement.evidence === evidence);
  return { exact: of('exact'), yardstick: of('yardstick'), none: of('none') };
}

/** One count of the judgements, added up. */
export function totalOf(trials: readonly JudgedTrial[], count: (judgement: CollapseJudgement) => number): number {
  return trials.reduce((total, { judgement }) => total + count(judgement), 0);
}

/** The largest distance to the optimum, nats; null where none is known. */
export function largestGap(trials: readonly JudgedTrial[]): number | null {
  const gaps = trials.flatMap(({ judgement }) => judgement.training.gap ?? []);
  return gaps.length === 0 ? null : gaps.reduce((one, other) => Math.max(one, other));
}

/** Those that training had not ended for: below an exact optimum, or by the slope of the last tenth. */
export function unended(trials: readonly JudgedTrial[]): JudgedTrial[] {
  return trials.filter(
    ({ judgement: { training } }) => training.kind === 'below-optimum' || training.kind === 'rising',
  );
}
