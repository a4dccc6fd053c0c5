import {
  type BackendDescription,
  type CollapseJudgement,
  type Evidence,
  type FailureReason,
  judgeResult,
  METRIC_NAMES,
  type Metrics,
  recordedEvidence,
  recordedSpecification,
  type TrialResult,
  trainingId,
  trialSpecification,
} from '@collapse/trials';
import { type Cell, flattenSpecification } from './flatten-specification.ts';

/** A trial's result without its arrays over dimensions: small enough to hold ten thousand. */
export interface TrialRow {
  readonly trialId: string;
  /** The same for trials that are trained alike, see trainingId; left out where the specification is none of this version's. */
  readonly training?: string;
  readonly status: 'done' | 'failed';
  readonly failure: { readonly reason: FailureReason; readonly message: string } | null;
  /** The specification by dotted path, with the evaluation that the metrics were taken by. */
  readonly fields: Readonly<Record<string, Cell>>;
  /** All null for a failed trial. */
  readonly metrics: Metrics;
  /** Sum over dimensions of the closed form's KL at the optimum, nats; null where there is none. */
  readonly predictedKl: number | null;
  /** What a closed form can say of the trial; null for a failed one. */
  readonly evidence: Evidence | null;
  /** What became of its dimensions and what that shows; null for a failed trial. */
  readonly judgement: CollapseJudgement | null;
  /** Why the ELBO has no maximum, or would have none but for the variance floor; null where that is not so. */
  readonly unbounded: string | null;
  readonly backend: BackendDescription | null;
  /** Integer milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number;
}

export function trialRow(result: TrialResult): TrialRow {
  const done = result.status === 'done';
  const specification = recordedSpecification(measuredBy(result));
  const known = trialSpecification.safeParse(specification);
  return {
    trialId: result.trialId,
    ...(known.success ? { training: trainingId(known.data) } : {}),
    status: result.status,
    failure: done ? null : result.error,
    fields: compact(flattenSpecification(specification)),
    metrics: compact(metricsOf(done ? result.metrics : {})),
    predictedKl: done ? (result.dimensions.predictedKl?.reduce((sum, kl) => sum + kl, 0) ?? null) : null,
    evidence: done ? recordedEvidence(result) : null,
    judgement: done ? judgeResult(result) : null,
    unbounded: done ? (result.unbounded ?? null) : null,
    backend: result.backend,
    startedAt: result.startedAt,
    finishedAt: result.finishedAt,
  };
}

/** Measures that were taken again from the weights may be by another evaluation than training's. */
function measuredBy(result: TrialResult): TrialResult['specification'] {
  const { specification } = result;
  if (result.status === 'failed' || result.reevaluation === undefined) return specification;
  return { ...specification, evaluation: result.reevaluation.evaluation };
}

/** The same cells in a quarter of the memory: V8 keeps an object that grew key by key as a hash table, a parsed one it does not. */
function compact<Cells extends Readonly<Record<string, Cell>>>(cells: Cells): Cells {
  return JSON.parse(JSON.stringify(cells));
}

/** A specification field of a trial, where it is a number. */
export function numberAt(row: TrialRow, field: string): number | null {
  const value = row.fields[field];
  return typeof value === 'number' ? value : null;
}

/** Every metric of this version; null where a result, perhaps an older version's, has no finite number for it. */
function metricsOf(recorded: Partial<Metrics>): Metrics {
  const metrics: Partial<Metrics> = {};
  for (const name of METRIC_NAMES) {
    const value = recorded[name];
    metrics[name] = typeof value === 'number' && Number.isFinite(value) ? value : null;
  }
  return metrics as Metrics;
}
