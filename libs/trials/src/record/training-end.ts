import { gainOf, leastGain } from '../checks/predicted-gains.ts';
import type { Evidence } from './evidence.ts';
import type { Metrics } from './metric-names.ts';

/**
 * Where training ended. Against an exact optimum: at-optimum, below-optimum, or above-optimum, which no correct result is. By the
 * slope of the last tenth of the training curve: level or rising. unknown: neither was recorded.
 */
export interface TrainingEnd {
  readonly kind: 'at-optimum' | 'below-optimum' | 'above-optimum' | 'level' | 'rising' | 'unknown';
  /** objective_optimum - objective, nats; null where there is no optimum that this model has. */
  readonly gap: number | null;
  /** Of the objective over the last tenth of training, nats per 1,000 steps; null where it was not recorded. */
  readonly slope: number | null;
}

export interface TrainingFacts {
  readonly evidence: Evidence;
  readonly beta: number;
  /** See objectivePerNat. */
  readonly objectivePerNat: number | null;
  readonly metrics: Pick<
    Metrics,
    'objective' | 'objective_optimum' | 'objective_slope' | 'objective_slope_se' | 'steps'
  >;
  /** Of the optimum, shape [k], nats; null where it is not recorded. */
  readonly predictedKl: readonly number[] | null;
}

/** More nats than this below an exact optimum, and training stopped short of it, however much there was to gain. */
export const SHORT_BY = 1;
/** So is it below by more than this share of all that the dimensions of the optimum gain. */
export const SHORT_BY_SHARE = 0.05;
/** Training has not ended where another tenth of it at the last tenth's slope would add more nats than this. */
export const RISING_BY = 0.1;
/** ... and the slope is more of its standard errors above 0 than this. */
export const RISING_ERRORS = 3;

export function trainingEnd(facts: TrainingFacts): TrainingEnd {
  const { metrics, objectivePerNat } = facts;
  const inNats = (value: number | null) =>
    value === null || objectivePerNat === null ? null : value / objectivePerNat;
  const slope = inNats(metrics.objective_slope);
  const gap =
    facts.evidence === 'exact' && metrics.objective !== null && metrics.objective_optimum !== null
      ? inNats(metrics.objective_optimum - metrics.objective)
      : null;
  if (gap !== null) {
    const tolerance = optimumTolerance(facts);
    const kind = gap > tolerance ? 'below-optimum' : gap < -tolerance ? 'above-optimum' : 'at-optimum';
    return { kind, gap, slope };
  }
  const error = inNats(metrics.objective_slope_se);
  if (slope === null || error === null || metrics.steps === null) return { kind: 'unknown', gap, slope };
  const further = ((slope / 1000) * metrics.steps) / 10;
  const isRising = slope > RISING_ERRORS * error && further > RISING_BY;
  return { kind: isRising ? 'rising' : 'level', gap, slope };
}

/**
 * How far from an exact optimum an objective may end and still be at it, nats: 1, or a twentieth of what the dimensions of the
 * optimum gain where that is less, but no less than a dimension outside the neighbourhood of the threshold gains.
 */
export function optimumTolerance({ predictedKl, beta }: Pick<TrainingFacts, 'predictedKl' | 'beta'>): number {
  const gains = (predictedKl ?? []).reduce((sum, kl) => sum + gainOf(kl, beta), 0);
  if (gains === 0) return SHORT_BY;
  return Math.min(SHORT_BY, Math.max(leastGain(beta), SHORT_BY_SHARE * gains));
}
