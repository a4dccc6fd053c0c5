import { plural } from '../counting-words.ts';
import type { PlotPoint } from '../figures/plot.ts';
import type { Cell } from '../flatten-specification.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';

type Value = (row: TrialRow) => number | null;

/** The values of all trials with the same value x of a field, by ascending x; trials without the value are left out. */
export function valuesOver(
  rows: readonly TrialRow[],
  field: string,
  value: Value,
): { readonly x: number; readonly values: readonly number[] }[] {
  const pairs = rows.flatMap((row) => {
    const x = numberAt(row, field);
    const y = value(row);
    return x === null || y === null ? [] : [{ x, y }];
  });
  return [...Map.groupBy(pairs, ({ x }) => x)]
    .toSorted(([one], [other]) => one - other)
    .map(([x, members]) => ({ x, values: members.map(({ y }) => y) }));
}

/** Mean and range over all trials with the same value of a field, ascending; trials without the value are left out. */
export function pointsOver(rows: readonly TrialRow[], field: string, value: Value): PlotPoint[] {
  return valuesOver(rows, field, value).map(({ x, values }) => {
    return { x, y: mean(values), low: Math.min(...values), high: Math.max(...values) };
  });
}

/** NaN of none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation, divided by n - 1; null of fewer than two. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** Of a mean: the sample standard deviation over sqrt(n); null of fewer than two. */
export function standardError(values: readonly number[]): number | null {
  const deviation = standardDeviation(values);
  return deviation === null ? null : deviation / Math.sqrt(values.length);
}

/** `12.30 ± 0.40`, mean and standard error; the mean alone of one value, and of values that are the same. */
export function meanWords(values: readonly number[]): string {
  return withError(mean(values), standardError(values));
}

/** Standard deviation in place of the error: what seeds differ by, not what their mean is known to. */
export function spreadWords(values: readonly number[]): string {
  return withError(mean(values), standardDeviation(values));
}

/** Differences of rounding alone are none. */
const ROUNDING = 1e-5;

function withError(middle: number, error: number | null): string {
  return error === null || error < ROUNDING ? shortNumber(middle) : `${shortNumber(middle)} ± ${shortNumber(error)}`;
}

/** `0.3: 10, 0.6: 3.50 ± 0.50`: mean and standard error of the trials at each value of a field. */
export function meansOver(rows: readonly TrialRow[], field: string, value: Value): string {
  return valuesOver(rows, field, value)
    .map(({ x, values }) => `${shortNumber(x)}: ${meanWords(values)}`)
    .join(', ');
}

/** How many seeds trials have, by what they differ in beside it: least and most. */
export function seedRange(rows: readonly TrialRow[]): readonly [least: number, most: number] {
  const settings = Map.groupBy(rows, ({ fields }) => JSON.stringify({ ...fields, seed: null }));
  const counts = [...settings.values()].map((members) => new Set(members.map(({ fields }) => fields.seed)).size);
  return counts.length === 0 ? [0, 0] : [Math.min(...counts), Math.max(...counts)];
}

/** `one seed`, `3 seeds`, `1 to 3 seeds`. */
export function seedWords(rows: readonly TrialRow[]): string {
  const [least, most] = seedRange(rows);
  if (least !== most) return `${least} to ${most} seeds`;
  return most === 1 ? 'one seed' : plural(most, 'seed');
}

/** A value for each seed: the mean over all of its trials, so that its standard error is over seeds. */
export function seedMeans(pairs: readonly { readonly row: TrialRow; readonly value: number }[]): number[] {
  const seeds = Map.groupBy(pairs, ({ row }): Cell => row.fields.seed ?? null);
  return [...seeds.values()].map((members) => mean(members.map(({ value }) => value)));
}

/** `3`, or `1 to 3`. */
export function rangeWords(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  const [least, most] = [Math.min(...values), Math.max(...values)].map(shortNumber);
  return least === most ? String(least) : `${least} to ${most}`;
}

/** `1 fewer to 5 more`, of differences that are not zero. */
export function moreOrFewer(differences: readonly number[]): string {
  const words = (one: number) => `${shortNumber(Math.abs(one))} ${one < 0 ? 'fewer' : 'more'}`;
  const [least, most] = [Math.min(...differences), Math.max(...differences)];
  return least === most ? words(least) : `${words(least)} to ${words(most)}`;
}
