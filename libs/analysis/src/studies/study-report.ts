import type { ReportFigure } from '../report/report-figures.ts';
import type { TrialRow } from '../trial-rows.ts';
import type { Kept, StudyEvidence } from './evidence.ts';

/** Something the source says or theory expects, with the number that this run gives it. */
export interface Statement {
  /** true and false: whether the run agrees with the source; null where the source says nothing of it. */
  readonly agrees: boolean | null;
  /** A sentence that is right whatever `agrees` is. */
  readonly text: string;
}

/** How far a measurement is from its closed form at most. */
export interface Deviation {
  readonly what: string;
  readonly value: number;
  /** Above this the closed form counts as not reached. */
  readonly limit: number;
  readonly unit: 'nats' | 'grid steps' | 'dimensions' | 'relative';
  /** How many trials it is the largest of. */
  readonly trials?: number;
}

/** A table of the page, as the source has one; results.csv has every number. */
export interface StudyTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** As many cells a row as columns. */
  readonly rows: readonly (readonly string[])[];
}

export interface StudyFigure extends ReportFigure {
  /** Whether it is drawn from training curves or single dimensions, which the table of trials does not have. */
  readonly needsTrials?: boolean;
  /** A trial whose data set it is drawn with, where others' are not enough. */
  readonly needsDataOf?: TrialRow;
}

/** What a study came to: computed from its trials and the closed forms, whatever they turned out to be. */
export interface StudyReport {
  /** One sentence with its number. */
  readonly headline: string;
  readonly statements: readonly Statement[];
  /** Empty where there is no closed form. */
  readonly deviations: readonly Deviation[];
  readonly tables?: readonly StudyTable[];
  readonly figures: readonly StudyFigure[];
  /** What the page cannot say again from its table alone. */
  readonly kept?: Kept;
}

export type ReadStudy = (evidence: StudyEvidence) => StudyReport;
