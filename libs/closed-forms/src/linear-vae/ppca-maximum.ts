import { rankOf } from '../algebra/rank.ts';
import { ClosedFormError } from '../errors/closed-form-error.ts';
import { checkCount, checkPositive } from '../errors/input-checks.ts';

/** The likeliest probabilistic PCA model of k latent dimensions. */
export interface PpcaMaximum {
  /** Decoder variance: the mean of the discarded eigenvalues. */
  readonly variance: number;
  /** log p(x), mean over the data, nats per data point. */
  readonly logLikelihood: number;
}

/**
 * The maximum of log p(x) over weights, bias and decoder variance (Tipping & Bishop 1999, eq. 8 and appendix A).
 * @param eigenvalues of the data covariance (divided by N), shape [d], descending.
 * @throws ClosedFormError for k >= the rank of the data, where the variance would be 0 and the likelihood unbounded.
 */
export function ppcaMaximum(eigenvalues: Float64Array, latentDim: number): PpcaMaximum {
  checkCount('latentDim', latentDim);
  const dim = eigenvalues.length;
  const rank = rankOf(eigenvalues);
  if (latentDim >= rank) {
    throw new ClosedFormError({
      field: 'latentDim',
      expected: `fewer latent dimensions than the rank of the data, ${rank}`,
      received: String(latentDim),
      remedy: 'The best decoder variance is 0 there and the likelihood has no maximum: use fewer, or fix the variance.',
    });
  }
  const discarded = eigenvalues.subarray(latentDim, rank).reduceRight((sum, value) => sum + value, 0);
  const variance = discarded / (dim - latentDim);
  const kept = eigenvalues.subarray(0, latentDim).reduce((sum, value) => sum + Math.log(value), 0);
  const logLikelihood = -(dim * Math.log(2 * Math.PI) + kept + (dim - latentDim) * Math.log(variance) + dim) / 2;
  return { variance, logLikelihood };
}

/** The likeliest probabilistic PCA model at a given decoder variance. */
export interface PpcaMaximumAtVariance {
  /** log p(x), mean over the data, nats per data point. */
  readonly logLikelihood: number;
  /** Directions in use: eigenvalues above the variance, k at most. */
  readonly active: number;
}

/**
 * The maximum of log p(x) over weights and bias at a fixed decoder variance; finite for every k.
 * @param eigenvalues of the data covariance (divided by N), shape [d], descending.
 * @throws ClosedFormError for a variance <= 0.
 */
export function ppcaMaximumAtVariance(
  eigenvalues: Float64Array,
  latentDim: number,
  variance: number,
): PpcaMaximumAtVariance {
  checkCount('latentDim', latentDim);
  checkPositive('variance', variance);
  let active = 0;
  let sum = eigenvalues.length * Math.log(2 * Math.PI * variance);
  for (const [index, eigenvalue] of eigenvalues.entries()) {
    const ratio = eigenvalue / variance;
    const used = index < latentDim && ratio > 1;
    if (used) active++;
    sum += used ? 1 + Math.log(ratio) : ratio;
  }
  return { logLikelihood: -sum / 2, active };
}
