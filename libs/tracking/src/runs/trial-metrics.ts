import type { HistoryPoint, TrialResult } from '@collapse/trials';
import type { MetricPoint } from 'mlflow-js-client';
import { byDescendingKl } from './dimension-table.ts';
import { leavesOf } from './parameters.ts';
import type { VariedField } from './varied-fields.ts';

/**
 * The training curve as `train/NAME`, with the steps and times it was measured at. Values that are no finite number are
 * left out: MLflow cannot tell an infinity from the largest number. They stand in the run's history.jsonl.
 */
export function* curveMetrics(history: Iterable<HistoryPoint>): Generator<MetricPoint> {
  for (const { step, timestamp, metrics } of history) {
    for (const [name, value] of Object.entries(metrics)) {
      if (Number.isFinite(value)) yield { key: `train/${name}`, value, step, timestamp };
    }
  }
}

/**
 * A result's numbers: `final/NAME`; the spectrum as `dimension/kl` and `dimension/predicted_kl`, step 1 being the
 * dimension with the largest KL; and the trial's place in the grid as `axis/PATH`, because MLflow orders params as text.
 */
export function resultMetrics(result: TrialResult, fields: readonly VariedField[]): MetricPoint[] {
  // MLflow shows the latest value of a name: measures that were taken again come later.
  const timestamp = (result.status === 'done' ? result.reevaluation?.at : undefined) ?? result.finishedAt;
  const points: MetricPoint[] = [];
  const add = (key: string, value: unknown, step: number) => {
    if (typeof value === 'number' && Number.isFinite(value)) points.push({ key, value, step, timestamp });
  };
  const leaves = leavesOf(result.specification);
  for (const { path } of fields) add(`axis/${path}`, leaves[path], 0);
  if (result.status === 'failed') return points;
  for (const [name, value] of Object.entries(result.metrics)) add(`final/${name}`, value, 0);
  const { kl, predictedKl } = result.dimensions;
  byDescendingKl(result.dimensions).forEach((dimension, rank) => {
    add('dimension/kl', kl[dimension], rank + 1);
    add('dimension/predicted_kl', predictedKl?.[rank], rank + 1);
  });
  return points;
}
