import { dot, multiplyVector, weightedGram } from '../algebra/matrix-product.ts';
import type { Moments } from '../algebra/moments.ts';
import { projectCovariance } from '../algebra/projected-covariance.ts';
import { checkLength } from '../errors/input-checks.ts';
import { gaussianKl } from '../posteriors/gaussian-kl.ts';
import { logVarianceAt } from '../posteriors/posterior-variance.ts';
import { checkLinearVae, decoderPrecisions, type LinearVae, logNormalizer } from './linear-vae.ts';

/** All in nats per data point, means over the data. */
export interface LinearVaeElbo {
  /** E_q log p(x|z). */
  readonly reconstruction: number;
  /** KL(q(z|x) || p(z)). */
  readonly kl: number;
  /** reconstruction - kl: the bound on log p(x), whatever beta the model was trained with. */
  readonly elbo: number;
  /** Shape [k], sums to kl. */
  readonly klPerDimension: Float64Array;
  /** E_x of the posterior mean, shape [k]. */
  readonly posteriorMeanMean: Float64Array;
  /** Var_x of the posterior mean, shape [k]. */
  readonly posteriorMeanVariance: Float64Array;
}

/**
 * The ELBO of a linear VAE over a data set, exact from the data's moments alone (Lucas et al. 2019, section 4, here with
 * any biases and any diagonal decoder variance). k d^2 multiplications, whatever N is.
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function linearVaeElbo(vae: LinearVae, moments: Moments): LinearVaeElbo {
  checkLinearVae(vae);
  checkLength('mean', moments.mean, vae.dim);
  const { latentDim: k, dim: d, decoderWeights, encoderWeights, posteriorVariance } = vae;
  const projected = projectCovariance(encoderWeights, moments.covariance, k, d);

  // E_x of the posterior mean, and what the reconstruction of the mean image lacks.
  const meanCode = multiplyVector(encoderWeights, moments.mean, k, d).map((value, i) => value + at(vae.encoderBias, i));
  const meanImage = multiplyVector(decoderWeights, meanCode, d, k);
  const offset = moments.mean.map((value, j) => value - at(vae.decoderBias, j) - at(meanImage, j));

  // sum_j ((I - W V) S (I - W V)^T + W diag(D) W^T)_jj / variance_j
  const precisions = decoderPrecisions(vae);
  const gram = weightedGram(decoderWeights, precisions, d, k);
  let squaredError = dot(gram, 0, projected.covariance, 0, k * k);
  for (let i = 0; i < k; i++) squaredError += at(gram, i * k + i) * at(posteriorVariance, i);
  for (let j = 0; j < d; j++) {
    let explained = 0;
    for (let i = 0; i < k; i++) explained += at(decoderWeights, j * k + i) * at(projected.cross, i * d + j);
    squaredError += at(precisions, j) * (at(moments.covariance, j * d + j) - 2 * explained + at(offset, j) ** 2);
  }

  const posteriorMeanVariance = meanCode.map((_, i) => Math.max(0, at(projected.covariance, i * k + i)));
  const klPerDimension = posteriorVariance.map(
    (variance, i) => gaussianKl(at(meanCode, i), variance, logVarianceAt(vae, i)) + at(posteriorMeanVariance, i) / 2,
  );
  const reconstruction = -(squaredError + logNormalizer(vae)) / 2;
  const kl = klPerDimension.reduce((sum, value) => sum + value, 0);
  return {
    reconstruction,
    kl,
    elbo: reconstruction - kl,
    klPerDimension,
    posteriorMeanMean: meanCode,
    posteriorMeanVariance,
  };
}

function at(values: Float64Array, index: number): number {
  return values[index] as number;
}
