import { checkCount, checkFinite, checkLength } from '../errors/input-checks.ts';
import { gaussianKl } from '../posteriors/gaussian-kl.ts';
import { checkPosteriorVariance, logVarianceAt, type PosteriorVariance } from '../posteriors/posterior-variance.ts';

/** What any Gaussian encoder q(z|x) = N(mean(x), diag(variance(x))) put out over a data set. */
export interface EncoderOutputs extends PosteriorVariance {
  /** N */
  readonly count: number;
  /** k */
  readonly latentDim: number;
  /** Shape [N, k]. */
  readonly posteriorMean: Float32Array | Float64Array;
  /** Shape [N, k], or [k] where all data points share it. */
  readonly posteriorVariance: Float32Array | Float64Array;
}

/** What each latent dimension does over a data set, arrays of shape [k]. */
export interface LatentDimensions {
  /** E_x KL(q(z_i|x) || p(z_i)), nats. */
  readonly klPerDimension: Float64Array;
  /** Var_x of the posterior mean, divided by N. */
  readonly posteriorMeanVariance: Float64Array;
  /** P_x[KL(q(z_i|x) || p(z_i)) < epsilon]. */
  readonly fractionBelowEpsilon: Float64Array;
}

/** epsilon and delta of (epsilon, delta)-collapse as Lucas et al. 2019 plot it, nats and a probability. */
export const COLLAPSE_EPSILON = 0.01;
export const COLLAPSE_DELTA = 0.01;

/**
 * @throws ClosedFormError for shapes that disagree, numbers that are not finite or a variance <= 0; 0 is one where its
 * logarithm is given.
 */
export function checkEncoderOutputs(outputs: EncoderOutputs): void {
  const { count, latentDim, posteriorMean } = outputs;
  checkCount('count', count);
  checkCount('latentDim', latentDim);
  checkLength('posteriorMean', posteriorMean, count * latentDim);
  checkFinite('posteriorMean', posteriorMean);
  checkPosteriorVariance(outputs, count * latentDim, latentDim);
}

/**
 * The latent dimensions of any Gaussian encoder over a data set, in float64.
 * @throws ClosedFormError as checkEncoderOutputs.
 */
export function latentDimensions(outputs: EncoderOutputs, epsilon: number = COLLAPSE_EPSILON): LatentDimensions {
  checkEncoderOutputs(outputs);
  const { count, latentDim: k, posteriorMean, posteriorVariance } = outputs;
  const stride = posteriorVariance.length === k ? 0 : k;
  const kl = new Float64Array(k);
  const below = new Float64Array(k);
  const mean = new Float64Array(k);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < k; i++) {
      const code = posteriorMean[n * k + i] as number;
      const index = n * stride + i;
      const divergence = gaussianKl(code, posteriorVariance[index] as number, logVarianceAt(outputs, index));
      kl[i] = (kl[i] as number) + divergence / count;
      mean[i] = (mean[i] as number) + code / count;
      if (divergence < epsilon) below[i] = (below[i] as number) + 1;
    }
  }
  const variance = new Float64Array(k);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < k; i++) {
      const deviation = (posteriorMean[n * k + i] as number) - (mean[i] as number);
      variance[i] = (variance[i] as number) + (deviation * deviation) / count;
    }
  }
  return {
    klPerDimension: kl,
    posteriorMeanVariance: variance,
    fractionBelowEpsilon: below.map((points) => points / count),
  };
}
