import { choleskyFactor, choleskySolve, logDeterminant } from '../algebra/cholesky.ts';
import { dot } from '../algebra/matrix-product.ts';
import { decoderTerms } from './decoder-terms.ts';
import type { LinearDecoder } from './linear-vae.ts';
import { posteriorPrecision } from './true-posterior.ts';

/**
 * Exact log p(x) of a linear decoder, mean over the data points of values [count, d], nats: linearVaeLogLikelihood for data
 * whose covariance is not known. N k (d + k) multiplications at most, fewer where pixels are 0.
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function logLikelihoodOfValues(
  decoder: LinearDecoder,
  values: Float32Array | Float64Array,
  count: number,
): number {
  const { latentDim: k } = decoder;
  const { logNormalizer, forEach } = decoderTerms(decoder);
  const lower = choleskyFactor(posteriorPrecision(decoder), k);
  let quadratic = 0;
  forEach(values, count, ({ squaredDistance, projection }) => {
    quadratic += (squaredDistance - dot(projection, 0, choleskySolve(lower, k, projection, 1), 0, k)) / count;
  });
  return -(logNormalizer + logDeterminant(lower, k) + quadratic) / 2;
}
