import { choleskyFactor, choleskyInverse, logDeterminant } from '../algebra/cholesky.ts';
import { addScaled, dot, multiplyVector } from '../algebra/matrix-product.ts';
import type { Moments } from '../algebra/moments.ts';
import { projectCovariance } from '../algebra/projected-covariance.ts';
import { checkLength } from '../errors/input-checks.ts';
import {
  checkLinearDecoder,
  decoderPrecisions,
  type LinearDecoder,
  logNormalizer,
  scaledDecoderTranspose,
} from './linear-vae.ts';
import { posteriorPrecision } from './true-posterior.ts';

/**
 * Exact log p(x) of a linear decoder, mean over the data, nats per data point: log N(x; mu, W W^T + diag(variance))
 * (Tipping & Bishop 1999, eq. 4). By the Woodbury identity only a k x k matrix is factorised.
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function linearVaeLogLikelihood(decoder: LinearDecoder, moments: Moments): number {
  checkLinearDecoder(decoder);
  checkLength('mean', moments.mean, decoder.dim);
  const { latentDim: k, dim: d, decoderBias } = decoder;
  const lower = choleskyFactor(posteriorPrecision(decoder), k);

  // With R the decoder variance and S the second moment about mu:
  // tr(C^-1 S) = tr(R^-1 S) - tr((I + W^T R^-1 W)^-1 W^T R^-1 S R^-1 W)
  const offset = moments.mean.map((value, j) => value - (decoderBias[j] as number));
  const precisions = decoderPrecisions(decoder);
  let quadratic = 0;
  for (let j = 0; j < d; j++) {
    const secondMoment = (moments.covariance[j * d + j] as number) + (offset[j] as number) ** 2;
    quadratic += (precisions[j] as number) * secondMoment;
  }
  const scaled = scaledDecoderTranspose(decoder);
  const projected = projectCovariance(scaled, moments.covariance, k, d).covariance;
  const projectedOffset = multiplyVector(scaled, offset, k, d);
  for (let i = 0; i < k; i++) addScaled(projectedOffset[i] as number, projectedOffset, 0, projected, i * k, k);
  quadratic -= dot(choleskyInverse(lower, k), 0, projected, 0, k * k);

  return -(logNormalizer(decoder) + logDeterminant(lower, k) + quadratic) / 2;
}
