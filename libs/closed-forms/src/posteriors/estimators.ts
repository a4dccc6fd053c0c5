import { dot } from '../algebra/matrix-product.ts';
import { checkCount, checkLength } from '../errors/input-checks.ts';
import { decoderTerms } from '../linear-vae/decoder-terms.ts';
import { checkEncoderOutputs, type EncoderOutputs } from '../linear-vae/latent-dimensions.ts';
import type { LinearDecoder } from '../linear-vae/linear-vae.ts';
import { logMeanExp } from './log-mean-exp.ts';
import { logVarianceAt } from './posterior-variance.ts';

export interface SamplingOptions {
  /** Samples a data point. */
  readonly samples: number;
  /** Draws from N(0, 1), one a call. */
  readonly standardNormal: () => number;
}

/**
 * Naive Monte Carlo estimate of log p(x) for each data point of values [count, d], shape [count], nats:
 * ln mean_s p(x|z_s) with z_s from the prior. Below log p(x) in expectation.
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function naiveLogLikelihood(
  decoder: LinearDecoder,
  values: Float32Array | Float64Array,
  count: number,
  { samples, standardNormal }: SamplingOptions,
): Float64Array {
  checkCount('samples', samples);
  const { latentDim: k } = decoder;
  const { gram, logNormalizer, forEach } = decoderTerms(decoder);
  const code = new Float64Array(k);
  const logDensities = new Float64Array(samples);
  const estimates = new Float64Array(count);
  forEach(values, count, ({ squaredDistance, projection }, n) => {
    for (let sample = 0; sample < samples; sample++) {
      for (let i = 0; i < k; i++) code[i] = standardNormal();
      const error = squaredDistance + codeTerms(gram, projection, code);
      logDensities[sample] = -(logNormalizer + error) / 2;
    }
    estimates[n] = logMeanExp(logDensities);
  });
  return estimates;
}

/**
 * Importance-weighted estimate of log p(x) for each data point (Burda et al. 2016, eq. 8), shape [N], nats:
 * ln mean_s p(x|z_s) p(z_s) / q(z_s|x) with z_s from the encoder's q. Below log p(x) in expectation, above the ELBO.
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function importanceWeightedLogLikelihood(
  decoder: LinearDecoder,
  values: Float32Array | Float64Array,
  outputs: EncoderOutputs,
  { samples, standardNormal }: SamplingOptions,
): Float64Array {
  checkCount('samples', samples);
  checkEncoderOutputs(outputs);
  const { count, posteriorMean, posteriorVariance } = outputs;
  const { latentDim: k } = decoder;
  checkLength('posteriorMean', posteriorMean, count * k);
  const { gram, logNormalizer, forEach } = decoderTerms(decoder);
  const stride = posteriorVariance.length === k ? 0 : k;
  const code = new Float64Array(k);
  const logWeights = new Float64Array(samples);
  const estimates = new Float64Array(count);
  forEach(values, count, ({ squaredDistance, projection }, n) => {
    for (let sample = 0; sample < samples; sample++) {
      // 2 ln(p(z) / q(z|x)), in which the two factors of sqrt(2 pi) cancel.
      let priorRatio = 0;
      for (let i = 0; i < k; i++) {
        const noise = standardNormal();
        const index = n * stride + i;
        const variance = posteriorVariance[index] as number;
        const value = (posteriorMean[n * k + i] as number) + Math.sqrt(variance) * noise;
        priorRatio += noise * noise - value * value + logVarianceAt(outputs, index);
        code[i] = value;
      }
      const error = squaredDistance + codeTerms(gram, projection, code);
      logWeights[sample] = (priorRatio - logNormalizer - error) / 2;
    }
    estimates[n] = logMeanExp(logWeights);
  });
  return estimates;
}

/** z^T gram z - 2 z . projection: what the code z adds to |x - mu|^2 / variance. */
function codeTerms(gram: Float64Array, projection: Float64Array, code: Float64Array): number {
  const k = code.length;
  let sum = 0;
  for (let i = 0; i < k; i++) {
    sum += (code[i] as number) * (dot(gram, i * k, code, 0, k) - 2 * (projection[i] as number));
  }
  return sum;
}
