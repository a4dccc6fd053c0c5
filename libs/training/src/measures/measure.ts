import type { MetricName, Metrics } from '@collapse/trials';
import type { TrialModel } from '../trial-model.ts';
import type { MeasureContext } from './measure-context.ts';

/** One column of results.csv. */
export interface MeasureColumn {
  readonly name: MetricName;
  /** nats are a mean per data point. */
  readonly unit: string;
  readonly doc: string;
}

/** What is measured of a trained model: some columns that are taken together. */
export interface Measure {
  readonly columns: readonly MeasureColumn[];
  /** Whether the model has these columns; they are empty where it does not. */
  fits(trial: TrialModel): boolean;
  /** Values by column; null, or left out, where the data or the settings give none. */
  take(context: MeasureContext): Partial<Metrics>;
}

/** For measures that every model has. */
export const fitsEvery = (): boolean => true;
