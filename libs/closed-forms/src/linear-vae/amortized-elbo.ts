import { addScaled, dot, mirrorUpper } from '../algebra/matrix-product.ts';
import { checkCount, checkLength } from '../errors/input-checks.ts';
import { decoderTerms } from './decoder-terms.ts';
import { COLLAPSE_EPSILON, type EncoderOutputs, type LatentDimensions, latentDimensions } from './latent-dimensions.ts';
import type { LinearDecoder } from './linear-vae.ts';

/** All in nats per data point, means over the data. */
export interface AmortizedElbo extends LatentDimensions {
  /** E_q log p(x|z). */
  readonly reconstruction: number;
  /** KL(q(z|x) || p(z)). */
  readonly kl: number;
  /** reconstruction - kl: the bound on log p(x), whatever beta the model was trained with. */
  readonly elbo: number;
}

/**
 * The exact ELBO of a linear decoder under any Gaussian encoder, from what the encoder put out for each of the N data
 * points. One pass over values [N, d]; N k (d + k) multiplications at most, fewer where pixels are 0.
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function amortizedElbo(
  decoder: LinearDecoder,
  values: Float32Array | Float64Array,
  outputs: EncoderOutputs,
  epsilon: number = COLLAPSE_EPSILON,
): AmortizedElbo {
  const dimensions = latentDimensions(outputs, epsilon);
  const { count, posteriorMean, posteriorVariance } = outputs;
  const k = decoder.latentDim;
  checkCount('latentDim', k);
  checkLength('posteriorMean', posteriorMean, count * k);
  const { gram, logNormalizer, forEach } = decoderTerms(decoder);
  const stride = posteriorVariance.length === k ? 0 : k;

  // E_x E_q[z z^T], so that the quadratic part of the squared error is one product with the Gram matrix at the end.
  const secondMoment = new Float64Array(k * k);
  const code = new Float64Array(k);
  let squaredError = 0;
  forEach(values, count, ({ squaredDistance, projection }, n) => {
    code.set(posteriorMean.subarray(n * k, (n + 1) * k));
    squaredError += (squaredDistance - 2 * dot(code, 0, projection, 0, k)) / count;
    for (let i = 0; i < k; i++) {
      const variance = (posteriorVariance[n * stride + i] as number) / count;
      addScaled((code[i] as number) / count, code, i, secondMoment, i * k + i, k - i);
      secondMoment[i * k + i] = (secondMoment[i * k + i] as number) + variance;
    }
  });
  mirrorUpper(secondMoment, k);
  squaredError += dot(gram, 0, secondMoment, 0, k * k);

  const reconstruction = -(squaredError + logNormalizer) / 2;
  const kl = dimensions.klPerDimension.reduce((sum, value) => sum + value, 0);
  return { reconstruction, kl, elbo: reconstruction - kl, ...dimensions };
}
