import { compareWithTheory } from '../compare-with-theory.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import type { Deviation } from './study-report.ts';

/** What training may leave of the distance to the closed form, nats per data point. */
const OPTIMUM_LIMIT = 0.05;
const THRESHOLD_LIMIT = 1;

/** The largest distance between a trained objective and its closed-form optimum, nats per data point. */
export function optimumDeviation(
  rows: readonly TrialRow[],
  what = 'trained objective to closed-form optimum',
): Deviation {
  const gaps = rows.flatMap((row) => compareWithTheory(row).objectiveGap ?? []);
  return { what, value: largest(gaps), limit: OPTIMUM_LIMIT, unit: 'nats' };
}

/**
 * The largest distance between where a dimension is lost and where the closed form loses it, in steps of the grid along
 * `axis`; each line of trials that differ in nothing else is held against its own closed form.
 */
export function thresholdDeviation(
  rows: readonly TrialRow[],
  axis: string,
  what = 'threshold of a dimension to its closed form',
): Deviation {
  return { what, value: largest(thresholdSteps(rows, axis)), limit: THRESHOLD_LIMIT, unit: 'grid steps' };
}

/** Steps between loss and predicted loss of each dimension on each line of trials along `axis`; below 0: lost too early. */
export function thresholdSteps(rows: readonly TrialRow[], axis: string): number[] {
  const lines = Map.groupBy(rows, (row) => JSON.stringify({ ...row.fields, [axis]: null }));
  return [...lines.values()].flatMap((line) => {
    const sorted = line.toSorted((one, other) => (numberAt(one, axis) ?? 0) - (numberAt(other, axis) ?? 0));
    const most = Math.max(...sorted.map(({ metrics }) => metrics.active_units_predicted ?? 0));
    return Array.from({ length: most }, (_, index) => {
      const lost = (count: (row: TrialRow) => number | null) => {
        const place = sorted.findIndex((row) => (count(row) ?? 0) <= index);
        return place === -1 ? sorted.length : place;
      };
      return lost(({ metrics }) => metrics.active_units) - lost(({ metrics }) => metrics.active_units_predicted);
    });
  });
}

/** Largest size; 0 of none. */
export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Dimensions in use against the closed form's, beyond those within 2% of their threshold, which may tip either way. */
export function activeDeviation(rows: readonly TrialRow[]): Deviation {
  const differences = rows.map((row) => {
    const difference = Math.abs(compareWithTheory(row).activeDifference ?? 0);
    return Math.max(0, difference - (row.metrics.active_units_near_threshold ?? 0));
  });
  const what = 'active dimensions to the closed form, beyond those within 2% of their threshold';
  return { what, value: largest(differences), limit: 0, unit: 'dimensions' };
}
