import { rankOf } from '../algebra/rank.ts';
import type { NoOptimum } from './no-optimum.ts';

export interface LearnedVarianceSettings {
  /** Of the data covariance (divided by N), shape [d], descending. */
  readonly eigenvalues: Float64Array;
  /** Most dimensions that can be in use. */
  readonly width: number;
  readonly beta: number;
  /** Lower limit of the variance, 0 where there is none. */
  readonly floor: number;
}

/** Every variance from the first to the second is as good. */
export interface OpenVariance {
  readonly from: number;
  readonly to: number;
}

/** Share by which two numbers made of float32 data may differ by rounding alone. */
export const FLOAT32_ROUNDING = 1e-6;

/**
 * The best decoder variance s2 of at least `floor`. The slope of -2 ELBO_beta in ln(s2) is
 *
 *     d - sum over i <= width of min(l_i / s2, beta) - sum over i > width of l_i / s2
 *
 * which only rises with s2, so that the best one is the floor or, above it, where the slope is 0: (sum of the collapsed
 * eigenvalues) / (d - active * beta) for the number of active dimensions that is consistent with it. Once all directions
 * of the data can be in use and are, the slope is d - rank * beta whatever s2 is: above 0, only the floor stops s2; at 0,
 * it is open.
 */
export function learnedVariance(settings: LearnedVarianceSettings): number | OpenVariance | NoOptimum {
  const { eigenvalues, width, beta, floor } = settings;
  const dim = eigenvalues.length;
  const rank = rankOf(eigenvalues);
  if (width >= rank && Math.abs(dim - rank * beta) <= 1e-12 * dim) {
    const to = (eigenvalues[rank - 1] ?? 0) / beta;
    return floor < to * (1 - FLOAT32_ROUNDING) ? { from: floor, to } : Math.max(floor, to);
  }
  const unbounded = withoutFloor(eigenvalues, width, rank, beta);
  if (unbounded !== null) return Math.max(floor, unbounded);
  if (floor > 0) return floor;
  return {
    none:
      `${width} latent dimensions are not below the rank of the data, ${rank}: ` +
      'as the decoder variance goes to 0 the objective grows without bound',
  };
}

/** Where the slope is 0, from all collapsed to all active; null where it is above 0 everywhere. */
function withoutFloor(eigenvalues: Float64Array, width: number, rank: number, beta: number): number | null {
  const dim = eigenvalues.length;
  const most = Math.min(width, rank);
  let collapsed = eigenvalues.subarray(0, rank).reduceRight((sum, value) => sum + value, 0);
  for (let active = 0; active < most; active++) {
    const next = eigenvalues[active] as number;
    if ((dim - active * beta) * next <= collapsed * beta) return collapsed / (dim - active * beta);
    collapsed = eigenvalues.subarray(active + 1, rank).reduceRight((sum, value) => sum + value, 0);
  }
  return width < rank ? collapsed / (dim - most * beta) : null;
}
