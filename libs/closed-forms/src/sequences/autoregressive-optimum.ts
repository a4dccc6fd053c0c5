import { checkAllPositive, checkPositive } from '../errors/input-checks.ts';
import type { NoOptimum } from '../linear-vae/no-optimum.ts';

export interface AutoregressiveSettings {
  /** d_t = Var(x_t | x_<t), shape [T], all above 0 (`innovationVariances`). */
  readonly innovationVariances: Float64Array;
  readonly beta: number;
  /** s2, fixed; or one learned for all steps; or one learned for each step. */
  readonly variance: number | 'learned' | 'learned-per-step';
}

/** The best linear VAE of a sequence with a global z and a decoder that sees all of x_<t. Nats per sequence. */
export interface AutoregressiveOptimum {
  /** E_q ln p(x|z) - beta KL. */
  readonly objective: number;
  /** The total KL; null where the optimum leaves it open. */
  readonly kl: number | null;
  /** Where s2 settles, shape [1] or [T]; null where it is open. */
  readonly variance: Float64Array | null;
  /** Steps with d_t > beta s2; the latent collapses whole if and only if there are none. Null where it is open. */
  readonly awakeSteps: number | null;
  /** Two or more awake steps leave active units, the KL of each and the coefficients open: only the total is fixed. */
  readonly openUnits: boolean;
}

/**
 * The maximum over A, W and q for p(x_t | x_<t, z) = N(a_t' x_<t + w_t' z + m_t, s2), z ~ N(0, I) of any k >= 1 dimensions
 * and free a_t for every step. With phi(d) = d / s2 up to beta s2 and beta (1 + ln(d / (beta s2))) above,
 *
 *     objective = -1/2 [T ln 2 pi s2 + sum_t phi(d_t)]     whatever k is (Weyl 1949, Horn 1954: what spectra A S A' can have)
 *     one learned s2, beta > 1: s2 = (sum of the asleep d_t) / (T - a beta), a the number of d_t > beta s2
 *     one a step, beta >= 1: max ln p, W = 0
 *
 * beta = 1 with a learned s2 ties with max ln p; beta < 1 has no optimum. With k below the awake steps the value
 * takes coefficients off the regression's (for two steps, k = 1: by sqrt((d_1 / v - 1) (d_2 - v) / d_1), v = beta s2).
 */
export function autoregressiveOptimum(settings: AutoregressiveSettings): AutoregressiveOptimum | NoOptimum {
  const { innovationVariances, beta, variance } = settings;
  checkAllPositive('innovationVariances', innovationVariances);
  checkPositive('beta', beta);
  const sorted = Float64Array.from(innovationVariances).sort().reverse();
  const steps = sorted.length;
  if (typeof variance === 'number') {
    checkPositive('variance', variance);
    return atVariance(sorted, beta, variance);
  }
  if (beta < 1)
    return { none: `with beta ${beta} below 1 the objective grows without bound as the decoder variance goes to 0` };
  if (variance === 'learned-per-step') {
    const logs = sorted.reduce((sum, value) => sum + Math.log(value), 0);
    const objective = -(steps * (Math.log(2 * Math.PI) + 1) + logs) / 2;
    if (beta === 1) return { objective, kl: null, variance: null, awakeSteps: null, openUnits: true };
    return { objective, kl: 0, variance: innovationVariances.slice(), awakeSteps: 0, openUnits: false };
  }
  if (beta === 1) {
    const { objective } = atVariance(sorted, 1, sorted[steps - 1] as number);
    return { objective, kl: null, variance: null, awakeSteps: null, openUnits: true };
  }
  for (let awake = 0; steps - awake * beta > 0; awake++) {
    const asleep = sorted.subarray(awake);
    const settled = asleep.reduce((sum, value) => sum + value, 0) / (steps - awake * beta);
    if ((asleep[0] as number) <= beta * settled) return atVariance(sorted, beta, settled);
  }
  return { none: 'the numbers leave the range of float64' };
}

function atVariance(sorted: Float64Array, beta: number, variance: number): AutoregressiveOptimum {
  const threshold = beta * variance;
  const kl = sorted.reduce((sum, value) => sum + Math.max(0, Math.log(value / threshold)), 0) / 2;
  const error = sorted.reduce((sum, value) => sum + Math.min(value, threshold), 0) / variance;
  const awakeSteps = sorted.filter((value) => value > threshold).length;
  return {
    objective: -(sorted.length * Math.log(2 * Math.PI * variance) + error) / 2 - beta * kl,
    kl,
    variance: Float64Array.of(variance),
    awakeSteps,
    openUnits: awakeSteps > 1,
  };
}
