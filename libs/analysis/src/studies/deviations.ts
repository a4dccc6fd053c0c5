import { compareWithTheory } from '../compare-with-theory.ts';
import { plural } from '../counting-words.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { rangeWords } from './over-seeds.ts';
import type { Deviation } from './study-report.ts';

/** What training may leave of the distance to the closed form, nats per data point. */
const OPTIMUM_LIMIT = 0.05;
const THRESHOLD_LIMIT = 1;

/** The largest distance between a trained objective and its closed-form optimum, nats per data point. */
export function optimumDeviation(
  rows: readonly TrialRow[],
  what = 'trained objective to closed-form optimum',
): Deviation {
  const gaps = optimumGaps(rows);
  return { what, value: largest(gaps), limit: OPTIMUM_LIMIT, unit: 'nats', trials: gaps.length };
}

/** How far trials ended below their closed-form optimum, nats per data point; those without one are left out. */
export function optimumGaps(rows: readonly TrialRow[]): number[] {
  return rows.flatMap((row) => compareWithTheory(row).objectiveGap ?? []);
}

/** Trials that training left farther from their closed-form optimum than a page allows, and how far; null where there is none. */
export function shortWords(rows: readonly TrialRow[]): string | null {
  const gaps = optimumGaps(rows);
  const short = gaps.filter((gap) => Math.abs(gap) > OPTIMUM_LIMIT);
  if (short.length === 0) return null;
  return `${short.length} of ${plural(gaps.length, 'trial')} stopped ${rangeWords(short)} nats below the closed-form optimum`;
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
  const value = largest(thresholdSteps(rows, axis));
  return { what, value, limit: THRESHOLD_LIMIT, unit: 'grid steps', trials: rows.length };
}

/**
 * Steps between loss and predicted loss of each dimension on each line of trials along `axis`; below 0: lost too early, 0:
 * between the same two values. A dimension that is in use all along, as predicted, has no threshold there and is not counted.
 */
export function thresholdSteps(rows: readonly TrialRow[], axis: string): number[] {
  const lines = Map.groupBy(rows, (row) => JSON.stringify({ ...row.fields, [axis]: null }));
  return [...lines.values()].flatMap((line) => {
    const sorted = line.toSorted((one, other) => (numberAt(one, axis) ?? 0) - (numberAt(other, axis) ?? 0));
    const most = Math.max(...sorted.map(({ metrics }) => metrics.active_units_predicted ?? 0));
    return Array.from({ length: most }, (_, index) => index).flatMap((index) => {
      const lost = (count: (row: TrialRow) => number | null) => {
        const place = sorted.findIndex((row) => (count(row) ?? 0) <= index);
        return place === -1 ? sorted.length : place;
      };
      const [measured, predicted] = [
        lost(({ metrics }) => metrics.active_units),
        lost(({ metrics }) => metrics.active_units_predicted),
      ];
      return Math.min(measured, predicted) === sorted.length ? [] : measured - predicted;
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
  return { what, value: largest(differences), limit: 0, unit: 'dimensions', trials: rows.length };
}
