import { METRIC_NAMES, type Metrics, metricsFrom, type Trial } from '@collapse/trials';
import type { ColumnTable } from 'arquero';
import { type Cell, flattenSpecification } from './flatten-specification.ts';
import { judgeRow, rowEvidence } from './row-judgement.ts';
import type { TrialRow } from './trial-rows.ts';

/**
 * Rows of results.csv as they were read of the results themselves, but for what the table does not have: the closed form's
 * KL of each dimension, why an ELBO has no maximum, the back end and the times.
 * @param trials those that the rows are wanted of, in this order
 * @throws RangeError for a trial that the table does not have
 */
export function rowsOfResults(results: ColumnTable, trials: readonly Trial[]): TrialRow[] {
  const known = new Map(results.objects().map((cells) => [Reflect.get(cells, 'trial_id'), cells]));
  return trials.map(({ id, specification }) => {
    const cells = known.get(id);
    if (cells === undefined) throw new RangeError(`the table has no trial ${id}`);
    const cell = (name: string): Cell => Reflect.get(cells, name) ?? null;
    const failed = cell('status') === 'failed';
    const fields = flattenSpecification(specification);
    const metrics = metricsOf(cell);
    return {
      trialId: id,
      status: failed ? 'failed' : 'done',
      failure: failed ? { reason: 'error', message: String(cell('error')) } : null,
      fields,
      metrics,
      predictedKl: null,
      evidence: failed ? null : rowEvidence(fields, metrics),
      judgement: failed ? null : judgeRow(fields, metrics),
      unbounded: null,
      backend: null,
      startedAt: 0,
      finishedAt: 0,
    };
  });
}

/** null for a metric that the table, perhaps an older version's, does not have. */
function metricsOf(cell: (name: string) => Cell): Metrics {
  const taken = METRIC_NAMES.flatMap((name) => {
    const value = cell(name);
    return typeof value === 'number' && Number.isFinite(value) ? [[name, value] as const] : [];
  });
  return metricsFrom(Object.fromEntries(taken));
}
