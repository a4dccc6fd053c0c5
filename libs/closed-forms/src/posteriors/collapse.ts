import { ClosedFormError } from '../errors/closed-form-error.ts';
import { checkLength } from '../errors/input-checks.ts';
import { COLLAPSE_DELTA, COLLAPSE_EPSILON, type LatentDimensions } from '../linear-vae/latent-dimensions.ts';
import { gaussianKl } from './gaussian-kl.ts';
import { normalCdf } from './normal-cdf.ts';

/** Active where Var_x of the posterior mean is above this (Burda et al. 2016), or where the mean KL in nats is. */
export const ACTIVE_ABOVE = 0.01;

/** Three ways to call a dimension collapsed; they disagree near the onset, so all three are reported. */
export interface CollapseMeasures {
  /** Share of dimensions with P_x[KL_i < epsilon] >= 1 - delta (Lucas et al. 2019). */
  readonly collapsedFraction: number;
  /** Dimensions with Var_x(posterior mean) > 0.01. */
  readonly activeUnits: number;
  /** Dimensions with mean KL > 0.01 nats. */
  readonly activeKl: number;
}

/** The three measures of one model, from what its dimensions do; fractionBelowEpsilon carries the epsilon. */
export function collapseMeasures(dimensions: LatentDimensions, delta: number = COLLAPSE_DELTA): CollapseMeasures {
  const { klPerDimension, posteriorMeanVariance, fractionBelowEpsilon } = dimensions;
  checkLength('posteriorMeanVariance', posteriorMeanVariance, klPerDimension.length);
  checkLength('fractionBelowEpsilon', fractionBelowEpsilon, klPerDimension.length);
  return {
    collapsedFraction: countWhere(fractionBelowEpsilon, (share) => share >= 1 - delta) / klPerDimension.length,
    activeUnits: countWhere(posteriorMeanVariance, (variance) => variance > ACTIVE_ABOVE),
    activeKl: countWhere(klPerDimension, (kl) => kl > ACTIVE_ABOVE),
  };
}

/** A dimension of a linear VAE on Gaussian data: a constant posterior variance, a Gaussian posterior mean. */
export interface GaussianDimension {
  /** D_i */
  readonly posteriorVariance: number;
  /** E_x of the posterior mean. */
  readonly mean: number;
  /** Var_x of the posterior mean. */
  readonly meanVariance: number;
}

/** P_x[KL(q(z_i|x) || p(z_i)) < epsilon] where the posterior mean is Gaussian over the data, closed form. */
export function gaussianFractionBelow(dimension: GaussianDimension, epsilon: number = COLLAPSE_EPSILON): number {
  const { posteriorVariance, mean, meanVariance } = dimension;
  if (!(posteriorVariance > 0 && meanVariance >= 0)) {
    throw new ClosedFormError({
      field: posteriorVariance > 0 ? 'meanVariance' : 'posteriorVariance',
      expected: 'a posterior variance above 0 and a variance of its mean of at least 0',
      received: `${posteriorVariance} and ${meanVariance}`,
      remedy: 'Take both from a model that has not diverged.',
    });
  }
  // KL < epsilon is |posterior mean| < radius.
  const squaredRadius = 2 * (epsilon - gaussianKl(0, posteriorVariance));
  if (squaredRadius <= 0) return 0;
  const radius = Math.sqrt(squaredRadius);
  if (meanVariance === 0) return Math.abs(mean) < radius ? 1 : 0;
  const deviation = Math.sqrt(meanVariance);
  return normalCdf((radius - mean) / deviation) - normalCdf((-radius - mean) / deviation);
}

function countWhere(values: Float64Array, holds: (value: number) => boolean): number {
  return values.reduce((count, value) => (holds(value) ? count + 1 : count), 0);
}
