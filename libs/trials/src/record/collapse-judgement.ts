import { linearityOf } from '@collapse/models';
import { batchSizeOf, objectivePerNat } from '../checks/objective-per-nat.ts';
import { gainsBeyondThreshold, leastGain } from '../checks/predicted-gains.ts';
import type { Evidence } from './evidence.ts';
import type { Metrics } from './metric-names.ts';
import { recordedEvidence } from './recorded-evidence.ts';
import type { DoneResult } from './result.ts';
import { SHORT_BY, type TrainingEnd, type TrainingFacts, trainingEnd } from './training-end.ts';

/**
 * How many dimensions are in use beside the closed form's count. near-threshold: they differ, by dimensions within 2% of the
 * threshold only, where either agrees. open: there is a closed form, whose optimum does not settle the count.
 */
export type Comparison = 'equal' | 'near-threshold' | 'fewer-in-use' | 'more-in-use' | 'open' | 'no-closed-form';

/**
 * Whose doing the comparison is, where the evidence is exact and the distance to the optimum carries it. objective: the
 * optimum itself collapses so. optimizer: training ended below an optimum that uses more dimensions; with a nonlinear
 * encoder that may be the amortization's. unfinished: training ended below an optimum that uses fewer.
 */
export type Cause = 'objective' | 'optimizer' | 'optimizer-or-amortization' | 'unfinished';

/** What became of a finished trial's latent dimensions, and what its evidence says of that. */
export interface CollapseJudgement {
  readonly evidence: Evidence;
  readonly comparison: Comparison;
  /** Null where no cause follows. */
  readonly cause: Cause | null;
  readonly training: TrainingEnd;
  readonly latentDim: number;
  /** Dimensions that are not active. */
  readonly collapsed: number;
  /** Of these, those that the closed form has too; null where it has no count. */
  readonly predicted: number | null;
  /** Of these, those that it has in use, where that may be as it is: within 2% of the threshold. */
  readonly near: number;
  /** Of these, the others that it has in use. */
  readonly beyond: number;
  /** Dimensions that the closed form says collapse but that are in use, within 2% of the threshold. */
  readonly nearInUse: number;
  /** The others that it says collapse but that are in use. */
  readonly missing: number;
}

export interface CollapseFacts extends TrainingFacts {
  readonly latentDim: number;
  readonly hasLinearEncoder: boolean;
  readonly metrics: TrainingFacts['metrics'] &
    Pick<Metrics, 'active_units' | 'active_units_predicted' | 'active_units_near_threshold'>;
}

/** Null where the trial has no count of active dimensions. */
export function judgeCollapse(facts: CollapseFacts): CollapseJudgement | null {
  const { evidence, latentDim, metrics } = facts;
  const { active_units: active, active_units_predicted: predicted } = metrics;
  if (active === null) return null;
  const training = trainingEnd(facts);
  const none = { predicted: null, near: 0, beyond: 0, nearInUse: 0, missing: 0 };
  const whole = { evidence, training, latentDim, collapsed: latentDim - active };
  if (evidence === 'none') return { ...whole, ...none, comparison: 'no-closed-form', cause: null };
  if (predicted === null) return { ...whole, ...none, comparison: 'open', cause: null };
  const difference = active - predicted;
  const isNear = Math.abs(difference) <= (metrics.active_units_near_threshold ?? 0);
  const [lost, kept] = [Math.max(0, -difference), Math.max(0, difference)];
  return {
    ...whole,
    comparison:
      difference === 0 ? 'equal' : isNear ? 'near-threshold' : difference < 0 ? 'fewer-in-use' : 'more-in-use',
    cause: causeOf(facts, training, isNear ? 0 : difference),
    predicted: latentDim - Math.max(active, predicted),
    near: isNear ? lost : 0,
    beyond: isNear ? 0 : lost,
    nearInUse: isNear ? kept : 0,
    missing: isNear ? 0 : kept,
  };
}

/** Of a finished trial. */
export function judgeResult(
  result: Pick<DoneResult, 'specification' | 'metrics' | 'evidence' | 'dimensions'>,
): CollapseJudgement | null {
  const { specification, metrics, dimensions } = result;
  const { model, objective } = specification;
  return judgeCollapse({
    evidence: recordedEvidence(result),
    latentDim: model.latentDim,
    hasLinearEncoder: linearityOf(model).encoder !== null,
    beta: objective.beta,
    objectivePerNat: objectivePerNat(objective, {
      batchSize: batchSizeOf(specification),
      latentDim: model.latentDim,
    }),
    metrics: withoutGaps(metrics),
    predictedKl: dimensions.predictedKl ?? null,
  });
}

/**
 * A model with an exact optimum that lost a dimension of it pays what that dimension gains, and one that keeps a dimension
 * that the optimum has not pays too. The count says whose doing it is only where the objective shows it.
 */
function causeOf(facts: CollapseFacts, { kind, gap }: TrainingEnd, difference: number): Cause | null {
  if (facts.evidence !== 'exact' || gap === null) return null;
  if (difference === 0) return kind === 'at-optimum' ? 'objective' : null;
  if (difference > 0) return gap >= LEAST_SHARE * difference * leastGain(facts.beta) ? 'unfinished' : null;
  if (gap < leastCost(facts, -difference)) return null;
  return facts.hasLinearEncoder ? 'optimizer' : 'optimizer-or-amortization';
}

/**
 * The share of a dimension's gain that the objective must lack. Not all of it: a dimension counts as collapsed up to a variance of the
 * mean of 0.01, which at 2% above the threshold gains three quarters; a learned decoder variance takes up another part.
 */
const LEAST_SHARE = 0.25;

/** What losing so many dimensions of the optimum costs at least, nats: those that gain least, near ones for nothing. */
function leastCost({ predictedKl, beta, metrics }: CollapseFacts, lost: number): number {
  if (predictedKl === null) return SHORT_BY;
  const gains = gainsBeyondThreshold(predictedKl, beta);
  const near = (metrics.active_units_predicted ?? 0) - gains.length;
  const cost = gains.slice(0, Math.max(1, lost - near)).reduce((sum, gain) => sum + gain, 0);
  return cost === 0 ? SHORT_BY : Math.min(SHORT_BY, LEAST_SHARE * cost);
}

/** Results of earlier versions lack metrics that came later; what is no finite number is no measurement. */
function withoutGaps(metrics: Partial<Metrics>): CollapseFacts['metrics'] {
  const finite = (value: number | null | undefined) => (Number.isFinite(value) ? (value ?? null) : null);
  return {
    active_units: finite(metrics.active_units),
    active_units_predicted: finite(metrics.active_units_predicted),
    active_units_near_threshold: finite(metrics.active_units_near_threshold),
    objective: finite(metrics.objective),
    objective_optimum: finite(metrics.objective_optimum),
    objective_slope: finite(metrics.objective_slope),
    objective_slope_se: finite(metrics.objective_slope_se),
    steps: finite(metrics.steps),
  };
}
