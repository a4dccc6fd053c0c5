import type { GridRecord } from '@collapse/study';
import type { HistoryPoint, TrialResult } from '@collapse/trials';

/** What the tables, figures and report need of a study. `readStudy` of @collapse/study gives one from a study folder. */
export interface Study {
  readonly grid: Pick<
    GridRecord,
    'name' | 'description' | 'axes' | 'trialIds' | 'versions' | 'datasets' | 'components'
  >;
  /** Read anew in each loop; one result at a time, so that ten thousand need no memory at once. */
  readonly results: Iterable<TrialResult>;
  result(trialId: string): TrialResult | null;
  /** The training curve; empty where there is none. */
  history(trialId: string): readonly HistoryPoint[];
  /** The folder that the trial's pictures are in. */
  trialDirectory(trialId: string): string;
}
