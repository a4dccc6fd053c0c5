import { choleskyFactor, logDeterminant } from '../algebra/cholesky.ts';
import { dot } from '../algebra/matrix-product.ts';
import { checkCount, checkLength } from '../errors/input-checks.ts';
import { decoderTerms } from './decoder-terms.ts';
import { checkEncoderOutputs, type EncoderOutputs } from './latent-dimensions.ts';
import type { LinearDecoder } from './linear-vae.ts';
import { posteriorPrecision } from './true-posterior.ts';

/** Of each data point under any Gaussian encoder, arrays of shape [N], nats: their means are what amortizedElbo and logLikelihoodOfValues give. */
export interface LinearDecoderPoints {
  /** E_q log p(x_n|z). */
  readonly reconstruction: Float64Array;
  /** Exact log p(x_n). */
  readonly logLikelihood: Float64Array;
}

/**
 * One pass over values [N, d]; N k (d + k) multiplications at most, fewer where pixels are 0.
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function linearDecoderPoints(
  decoder: LinearDecoder,
  values: Float32Array | Float64Array,
  outputs: EncoderOutputs,
): LinearDecoderPoints {
  const errorOf = errorAt(decoder, outputs);
  const { latentDim: k } = decoder;
  const { gram, logNormalizer, forEach } = decoderTerms(decoder);
  const lower = choleskyFactor(posteriorPrecision(decoder), k);
  const logMarginalNormalizer = logNormalizer + logDeterminant(lower, k);
  const solved = new Float64Array(k);
  const reconstruction = new Float64Array(outputs.count);
  const logLikelihood = new Float64Array(outputs.count);
  forEach(values, outputs.count, ({ squaredDistance, projection }, n) => {
    reconstruction[n] = -(logNormalizer + squaredDistance + errorOf(gram, projection, n)) / 2;
    // p^T A^-1 p = |L^-1 p|^2
    let explained = 0;
    for (let i = 0; i < k; i++) {
      const rest = (projection[i] as number) - dot(lower, i * k, solved, 0, i);
      const value = rest / (lower[i * k + i] as number);
      solved[i] = value;
      explained += value * value;
    }
    logLikelihood[n] = -(logMarginalNormalizer + squaredDistance - explained) / 2;
  });
  return { reconstruction, logLikelihood };
}

/**
 * E_q |x - W z - mu|^2, mean over the data points, squared units of the data. As linearDecoderPoints.
 * @throws ClosedFormError where shapes disagree or a number is not finite.
 */
export function expectedSquaredError(
  decoder: Omit<LinearDecoder, 'decoderVariance'>,
  values: Float32Array | Float64Array,
  outputs: EncoderOutputs,
): number {
  const errorOf = errorAt(decoder, outputs);
  const { gram, forEach } = decoderTerms({ ...decoder, decoderVariance: Float64Array.of(1) });
  let mean = 0;
  forEach(values, outputs.count, ({ squaredDistance, projection }, n) => {
    mean += (squaredDistance + errorOf(gram, projection, n)) / outputs.count;
  });
  return mean;
}

/** E_q [z^T gram z] - 2 E_q[z] . projection of a data point: what its codes add to its squared distance. */
function errorAt({ latentDim: k }: Pick<LinearDecoder, 'latentDim'>, outputs: EncoderOutputs) {
  checkEncoderOutputs(outputs);
  checkCount('latentDim', k);
  checkLength('posteriorMean', outputs.posteriorMean, outputs.count * k);
  const { posteriorMean, posteriorVariance } = outputs;
  const stride = posteriorVariance.length === k ? 0 : k;
  const code = new Float64Array(k);
  return (gram: Float64Array, projection: Float64Array, n: number): number => {
    let sum = 0;
    for (let i = 0; i < k; i++) {
      const value = posteriorMean[n * k + i] as number;
      code[i] = value;
      const square = value * value + (posteriorVariance[n * stride + i] as number);
      sum += (gram[i * k + i] as number) * square;
      sum += 2 * value * (dot(gram, i * k, code, 0, i) - (projection[i] as number));
    }
    return sum;
  };
}
