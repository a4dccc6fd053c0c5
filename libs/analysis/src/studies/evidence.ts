import type { Moments, Spectrum } from '@collapse/closed-forms';
import type { DatasetSpecification } from '@collapse/trials';
import type { Analysis } from '../analyse-study.ts';
import { flattenSpecification } from '../flatten-specification.ts';
import type { TrialRow } from '../trial-rows.ts';

/** A data set as far as closed forms need it. */
export interface DataEvidence {
  readonly specification: DatasetSpecification;
  readonly moments: Moments;
  readonly spectrum: Spectrum;
}

/** What a study's findings and figures are made from: nothing else is known of it. */
export interface StudyEvidence {
  /** One a grid, in the order of the definition. */
  readonly analyses: readonly Analysis[];
  /** Every data set that a trial uses. */
  readonly data: readonly DataEvidence[];
}

/** The finished trials of all grids, in their order. */
export function doneRows({ analyses }: StudyEvidence): TrialRow[] {
  return analyses.flatMap(({ rows }) => rows.filter(({ status }) => status === 'done'));
}

/** The data set that a trial was trained on. */
export function dataOf({ data }: StudyEvidence, row: TrialRow): DataEvidence {
  const found = data.find(({ specification }) =>
    Object.entries(flattenSpecification(specification, 'dataset')).every(
      ([field, value]) => (row.fields[field] ?? null) === value,
    ),
  );
  if (found === undefined) throw new RangeError(`the data set of trial ${row.trialId} is not among the evidence`);
  return found;
}
