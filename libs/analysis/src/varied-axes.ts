import { axisTitle } from './axis-title.ts';
import { type Cell, flattenSpecification } from './flatten-specification.ts';
import { modelLabel } from './model-label.ts';
import { fieldPaths } from './results-table.ts';
import type { Study } from './study.ts';
import type { TrialRow } from './trial-rows.ts';

export const SEED_AXIS = 'seed';

/** One setting along an axis. */
export interface AxisValue {
  readonly key: string;
  /** Short, for a figure or a table. */
  readonly label: string;
  /** The value itself where the axis is numeric. */
  readonly number: number | null;
}

/** Something that differs between trials: an axis of the grid, or a field that differs for another reason. */
export interface Axis {
  readonly path: string;
  readonly title: string;
  /** Specification fields that this axis sets. */
  readonly fields: readonly string[];
  /** Ascending where numeric, else in the order in which they are first met. */
  readonly values: readonly AxisValue[];
  readonly byKey: ReadonlyMap<string, AxisValue>;
  readonly numeric: boolean;
  /** Whether the values are spread by ratio rather than by difference. */
  readonly logarithmic: boolean;
}

/** The axes along which trials differ, in the grid's order and then those that only the trials show. */
export function variedAxes(grid: Pick<Study['grid'], 'axes'>, rows: readonly TrialRow[]): Axis[] {
  const axes: Axis[] = [];
  const covered = new Set<string>();
  for (const { path, values } of grid.axes) {
    const fields = [...new Set(values.flatMap((value) => Object.keys(flattenSpecification(value, path))))];
    const differing = fields.filter((field) => !covered.has(field));
    for (const field of differing) covered.add(field);
    // Values no trial has yet belong to the axis too where they can be told from the grid alone.
    const [field] = fields;
    const planned = values.map((value) => flattenSpecification(value, path)[field ?? path] ?? null);
    axes.push(axisOf(path, differing, rows, fields.length === 1 ? planned : []));
  }
  for (const path of fieldPaths(rows)) {
    if (covered.has(path) || !differs(path, rows) || axes.some((axis) => decides(axis, path, rows))) continue;
    axes.push(axisOf(path, [path], rows, []));
  }
  return axes.filter((axis) => axis.values.length > 1);
}

/** Which of an axis' values a trial has. */
export function axisKey(axis: Pick<Axis, 'fields'>, row: TrialRow): string {
  return JSON.stringify(axis.fields.map((field) => row.fields[field] ?? null));
}

/** The key of a trial in all of some axes. */
export function combinationKey(axes: readonly Axis[], row: TrialRow): string {
  return axes.map((axis) => axisKey(axis, row)).join(' ');
}

export function axisValue(axis: Axis, row: TrialRow): AxisValue {
  const key = axisKey(axis, row);
  const value = axis.byKey.get(key);
  if (value === undefined) throw new RangeError(`trial ${row.trialId} has no value on the axis ${axis.path}`);
  return value;
}

function differs(path: string, rows: readonly TrialRow[]): boolean {
  const first = rows[0]?.fields[path] ?? null;
  return rows.some((row) => (row.fields[path] ?? null) !== first);
}

/** Whether a field only follows an axis, as the estimator may follow the model. */
function decides(axis: Axis, path: string, rows: readonly TrialRow[]): boolean {
  const values = new Map<string, Cell>();
  return rows.every((row) => {
    const key = axisKey(axis, row);
    const value = row.fields[path] ?? null;
    if (!values.has(key)) values.set(key, value);
    return values.get(key) === value;
  });
}

function axisOf(path: string, fields: readonly string[], rows: readonly TrialRow[], planned: readonly Cell[]): Axis {
  const examples = new Map<string, Readonly<Record<string, Cell>>>();
  for (const row of rows) {
    const key = axisKey({ fields }, row);
    if (!examples.has(key)) examples.set(key, row.fields);
  }
  for (const value of planned) {
    const key = JSON.stringify([value]);
    if (!examples.has(key)) examples.set(key, { [fields[0] ?? path]: value });
  }
  const entries = [...examples];
  const numbers = entries.map(([, example]) => (fields.length === 1 ? example[fields[0] ?? path] : null));
  const numeric = numbers.length > 0 && numbers.every((value) => typeof value === 'number');
  const labels = labelsOf(fields, entries);
  const values = entries.map(([key], index): AxisValue => {
    const number = numbers[index];
    return { key, label: labels[index] ?? key, number: numeric && typeof number === 'number' ? number : null };
  });
  if (numeric) values.sort((one, other) => (one.number ?? 0) - (other.number ?? 0));
  const byKey = new Map(values.map((value) => [value.key, value]));
  const logarithmic = numeric && isLogarithmic(values);
  return { path, title: axisTitle(path), fields, values, byKey, numeric, logarithmic };
}

/** More fields than this are no label any more. */
const FIELDS_IN_LABEL = 2;

/** A label for each example that tells it from the others: its model's where that does, else the first fields that do. */
function labelsOf(fields: readonly string[], entries: readonly (readonly [string, Readonly<Record<string, Cell>>])[]) {
  const examples = entries.map(([, example]) => example);
  if (fields.some((field) => /^model\.(en|de)coder\.(hidden|activation)$/.test(field))) {
    const labels = examples.map(modelLabel);
    if (allDifferent(labels)) return labels;
  }
  const differing = fields.filter((field) => new Set(examples.map((example) => example[field] ?? null)).size > 1);
  const [only] = differing;
  if (differing.length <= 1) return examples.map((example) => cellLabel(example[only ?? ''] ?? null));
  const labelled = (shown: readonly string[]) =>
    examples.map((example) =>
      shown.map((field) => `${field.split('.').slice(-2).join(' ')} ${cellLabel(example[field] ?? null)}`).join(', '),
    );
  const short = labelled(differing.slice(0, FIELDS_IN_LABEL));
  if (allDifferent(short)) return short;
  return short.map((label, index) => `${index + 1}: ${label}`);
}

function allDifferent(labels: readonly string[]): boolean {
  return new Set(labels).size === labels.length;
}

function cellLabel(cell: Cell): string {
  return cell === null ? 'none' : String(cell);
}

/** Spread over a decade or more, and more evenly by ratio than by difference. */
function isLogarithmic(values: readonly AxisValue[]): boolean {
  const numbers = values.map((value) => value.number ?? 0);
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  if (first <= 0 || numbers.length < 3 || last / first < 4) return false;
  return unevenness(numbers.map(Math.log)) < unevenness(numbers);
}

/** Largest step over the whole range. */
function unevenness(numbers: readonly number[]): number {
  const steps = numbers.slice(1).map((value, index) => value - (numbers[index] ?? 0));
  return Math.max(...steps) / steps.reduce((sum, step) => sum + step, 0);
}
