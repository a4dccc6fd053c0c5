import type { MetricName } from '@collapse/trials';
import { op, table } from 'arquero';
import type { Cell } from './flatten-specification.ts';
import type { TrialRow } from './trial-rows.ts';
import { type Axis, combinationKey, SEED_AXIS } from './varied-axes.ts';

/** One metric over the seeds of a combination. */
export interface Spread {
  /** Trials that have the metric. */
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation (divided by count - 1); 0 for a single trial. */
  readonly deviation: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** All trials that differ in nothing but their seed. */
export interface Combination {
  readonly key: string;
  /** In the order of the study. */
  readonly rows: readonly TrialRow[];
  readonly done: number;
  readonly failed: number;
  /** null where no trial of the combination has the metric. */
  readonly spreads: Readonly<Record<string, Spread | null>>;
}

/** A value to be summarized, besides the metrics that trials have. */
export interface DerivedValue {
  readonly name: string;
  readonly of: (row: TrialRow) => number | null;
}

/** Trials grouped by every axis but the seed, in the order of the study, each value with its spread over seeds. */
export function summarizeOverSeeds(
  rows: readonly TrialRow[],
  axes: readonly Axis[],
  metrics: readonly MetricName[],
  derived: readonly DerivedValue[] = [],
): Combination[] {
  return summarizeBy(
    rows,
    axes.filter((axis) => axis.path !== SEED_AXIS),
    metrics,
    derived,
  );
}

/** Trials grouped by some axes, each value with its spread over all trials of a group. */
export function summarizeBy(
  rows: readonly TrialRow[],
  axes: readonly Axis[],
  metrics: readonly MetricName[],
  derived: readonly DerivedValue[] = [],
): Combination[] {
  const values: readonly DerivedValue[] = [
    ...metrics.map((name) => ({ name, of: (row: TrialRow) => row.metrics[name] })),
    ...derived,
  ];
  const groups = Map.groupBy(rows, (row) => combinationKey(axes, row));
  const spreads = spreadsOf(rows, axes, values);
  return [...groups].map(([key, members]) => ({
    key,
    rows: members,
    done: members.filter((row) => row.status === 'done').length,
    failed: members.filter((row) => row.status === 'failed').length,
    spreads: spreads.get(key) ?? {},
  }));
}

function spreadsOf(rows: readonly TrialRow[], axes: readonly Axis[], values: readonly DerivedValue[]) {
  const columns: Record<string, readonly Cell[]> = { key: rows.map((row) => combinationKey(axes, row)) };
  const rollup: Record<string, string | number> = {};
  values.forEach(({ of }, index) => {
    const column = `value${index}`;
    columns[column] = rows.map(of);
    rollup[`count${index}`] = op.valid(column);
    rollup[`mean${index}`] = op.mean(column);
    rollup[`deviation${index}`] = op.stdev(column);
    rollup[`minimum${index}`] = op.min(column);
    rollup[`maximum${index}`] = op.max(column);
  });
  const spreads = new Map<string, Record<string, Spread | null>>();
  if (rows.length === 0) return spreads;
  const summary = table(columns).groupby('key').rollup(rollup);
  for (let row = 0; row < summary.numRows(); row++) {
    const at = (name: string) => Number(summary.get(name, row));
    const named = values.map(({ name }, index): [string, Spread | null] => {
      const count = at(`count${index}`);
      if (count === 0) return [name, null];
      const deviation = count === 1 ? 0 : at(`deviation${index}`);
      const spread = { count, mean: at(`mean${index}`), deviation };
      return [name, { ...spread, minimum: at(`minimum${index}`), maximum: at(`maximum${index}`) }];
    });
    spreads.set(String(summary.get('key', row)), Object.fromEntries(named));
  }
  return spreads;
}
