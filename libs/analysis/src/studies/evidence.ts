import type { Moments, Spectrum } from '@collapse/closed-forms';
import { type DatasetSpecification, UserError } from '@collapse/trials';
import { flattenSpecification } from '../flatten-specification.ts';
import type { Study } from '../study.ts';
import type { TrialRow } from '../trial-rows.ts';

/** Numbers that the table of trials does not have, from training curves and single dimensions, each by its name. */
export type Kept = Readonly<Record<string, number>>;

/** A data set as far as closed forms need it. */
export interface DataEvidence {
  readonly specification: DatasetSpecification;
  readonly moments: Moments;
  readonly spectrum: Spectrum;
}

/** The trials of one grid; an Analysis is one. */
export interface GridEvidence {
  readonly study: Pick<Study, 'result' | 'history'> & { readonly grid: Pick<Study['grid'], 'name'> };
  readonly rows: readonly TrialRow[];
}

/** What a study's findings and figures are made from: nothing else is known of it. */
export interface StudyEvidence {
  /** One a grid, in the order of the definition. */
  readonly analyses: readonly GridEvidence[];
  /** Every data set that a trial uses. */
  readonly data: readonly DataEvidence[];
  /** What the page keeps of curves and single dimensions, where only the page is there and not its trials' folders. */
  readonly kept?: Kept;
}

/** What a reading takes from curves or single dimensions: of the trials where they are there, else what the page kept. */
export function keptOr({ kept }: StudyEvidence, measure: () => Kept): Kept {
  return kept ?? measure();
}

/** @throws UserError for a page that an earlier version made, which does not keep it */
export function keptNumber(kept: Kept, name: string): number {
  const value = kept[name];
  if (value !== undefined) return value;
  throw new UserError({
    field: 'study.json',
    expected: `${name}, which is not in the table of trials`,
    received: 'none',
    remedy: 'Run the study again without --from-results.',
  });
}

/** The finished trials of all grids, in their order. */
export function doneRows({ analyses }: StudyEvidence): TrialRow[] {
  return analyses.flatMap(({ rows }) => rows.filter(({ status }) => status === 'done'));
}

/** The data set that a trial was trained on. */
export function dataOf(evidence: StudyEvidence, row: TrialRow): DataEvidence {
  const found = knownData(evidence, row);
  if (found === undefined) throw new RangeError(`the data set of trial ${row.trialId} is not among the evidence`);
  return found;
}

/** undefined where the data set is not to hand. */
export function knownData({ data }: StudyEvidence, row: TrialRow): DataEvidence | undefined {
  return data.find(({ specification }) =>
    Object.entries(flattenSpecification(specification, 'dataset')).every(
      ([field, value]) => (row.fields[field] ?? null) === value,
    ),
  );
}
