import type { PlotPoint } from '../figures/plot.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';

/** Mean and range over all trials with the same value of a field, ascending; trials without the value are left out. */
export function pointsOver(
  rows: readonly TrialRow[],
  field: string,
  value: (row: TrialRow) => number | null,
): PlotPoint[] {
  const values = rows.flatMap((row) => {
    const x = numberAt(row, field);
    const y = value(row);
    return x === null || y === null ? [] : [{ x, y }];
  });
  return [...Map.groupBy(values, ({ x }) => x)]
    .toSorted(([one], [other]) => one - other)
    .map(([x, members]) => {
      const ys = members.map(({ y }) => y);
      return { x, y: mean(ys), low: Math.min(...ys), high: Math.max(...ys) };
    });
}

/** NaN of none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
