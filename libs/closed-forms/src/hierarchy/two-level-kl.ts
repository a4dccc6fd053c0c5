import { choleskyFactor } from '../algebra/cholesky.ts';
import { multiply, multiplyVector, transpose } from '../algebra/matrix-product.ts';
import { momentsOf } from '../algebra/moments.ts';
import { checkFinite, checkLength, checkPositive } from '../errors/input-checks.ts';
import { type EncoderOutputs, latentDimensions } from '../linear-vae/latent-dimensions.ts';
import type { LinearDecoder } from '../linear-vae/linear-vae.ts';
import { checkPosteriorVariance, logVarianceAt } from '../posteriors/posterior-variance.ts';

/** p(z1|z2) = N(B z2 + b, s1 I) and q(z2|z1) = N(U z1 + c, diag(D2)). Matrices are row-major. */
export interface SecondLevel {
  /** k1, k2 */
  readonly firstLatentDim: number;
  readonly latentDim: number;
  /** s1 */
  readonly priorVariance: number;
  /** B, shape [k1, k2], and b, shape [k1]. */
  readonly decoderWeights: Float64Array;
  readonly decoderBias: Float64Array;
  /** U, shape [k2, k1], and c, shape [k2]. */
  readonly encoderWeights: Float64Array;
  readonly encoderBias: Float64Array;
  /** D2, shape [k2]. */
  readonly posteriorVariance: Float64Array;
  /** ln D2, shape [k2], where that is what was trained: D2 may then have underflowed to 0. */
  readonly posteriorLogVariance?: Float64Array;
}

/** Means over the data, nats. */
export interface TwoLevelKl {
  /** E_q [ln q(z1|x) - ln p(z1|z2)]. */
  readonly first: number;
  /** E KL(q(z2|z1) || p(z2)). The sum of the two is KL(q(z1, z2|x) || p(z1, z2)). */
  readonly second: number;
  /** Variance of the posterior mean of each z2 over z1, which is over the data and q(z1|x); shape [k2]. */
  readonly secondMeanVariance: Float64Array;
}

/** @throws ClosedFormError for shapes that disagree, numbers that are not finite or variances <= 0. */
function checkSecondLevel(level: SecondLevel): void {
  const { firstLatentDim: k1, latentDim: k2 } = level;
  checkPositive('priorVariance', level.priorVariance);
  checkLength('decoderWeights', level.decoderWeights, k1 * k2);
  checkLength('encoderWeights', level.encoderWeights, k1 * k2);
  checkFinite('decoderWeights', level.decoderWeights);
  checkFinite('encoderWeights', level.encoderWeights);
  checkPosteriorVariance(level, k2);
}

/**
 * The KL of a second, linear level of latent variables, exact in float64 from the moments of q(z1|x) over the data.
 * @throws ClosedFormError for shapes that disagree, numbers that are not finite or variances <= 0.
 */
export function twoLevelKl(level: SecondLevel, outputs: EncoderOutputs): TwoLevelKl {
  checkSecondLevel(level);
  latentDimensions(outputs);
  const { firstLatentDim: k1, latentDim: k2, priorVariance, decoderWeights, encoderWeights, posteriorVariance } = level;
  const { count, posteriorMean, posteriorVariance: firstVariance } = outputs;
  const { mean, covariance } = momentsOf(posteriorMean, count, k1);
  // The covariance of z1 over the data and q(z1|x), and E ln D1.
  let logVariance = 0;
  for (const [index, variance] of firstVariance.entries()) {
    const i = index % k1;
    const share = k1 / firstVariance.length;
    covariance[i * k1 + i] = (covariance[i * k1 + i] as number) + variance * share;
    logVariance += logVarianceAt(outputs, index) * share;
  }
  const spread = (map: Float64Array, rows: number) => {
    const product = multiply(multiply(map, covariance, rows, k1, k1), transpose(map, rows, k1), rows, k1, rows);
    return Float64Array.from({ length: rows }, (_, i) => product[i * rows + i] as number);
  };
  const secondMean = multiplyVector(encoderWeights, mean, k2, k1).map((value, i) => value + at(level.encoderBias, i));
  const back = multiplyVector(decoderWeights, secondMean, k1, k2);
  const residual = multiply(decoderWeights, encoderWeights, k1, k2, k1).map(
    (value, index) => (index % (k1 + 1) === 0 ? 1 : 0) - value,
  );
  let squared = spread(residual, k1).reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < k1; i++) squared += (at(mean, i) - at(back, i) - at(level.decoderBias, i)) ** 2;
  for (const [index, value] of decoderWeights.entries()) squared += value * value * at(posteriorVariance, index % k2);
  const first = (squared / priorVariance - logVariance + k1 * (Math.log(priorVariance) - 1)) / 2;

  const secondMeanVariance = spread(encoderWeights, k2);
  let second = 0;
  for (let i = 0; i < k2; i++) {
    const variance = at(posteriorVariance, i);
    second += (at(secondMean, i) ** 2 + at(secondMeanVariance, i) + variance - 1 - logVarianceAt(level, i)) / 2;
  }
  return { first, second, secondMeanVariance };
}

/**
 * The decoder from a standard normal with the same p(x) as the two levels: z1 is N(b, B B^T + s1 I), which the factor of
 * that covariance makes from N(0, I).
 */
export function marginalDecoder(level: SecondLevel, decoder: LinearDecoder): LinearDecoder {
  checkSecondLevel(level);
  const { firstLatentDim: k1, latentDim: k2, decoderWeights, priorVariance } = level;
  const covariance = multiply(decoderWeights, transpose(decoderWeights, k1, k2), k1, k2, k1);
  for (let i = 0; i < k1; i++) covariance[i * k1 + i] = (covariance[i * k1 + i] as number) + priorVariance;
  const shift = multiplyVector(decoder.decoderWeights, level.decoderBias, decoder.dim, k1);
  return {
    ...decoder,
    decoderWeights: multiply(decoder.decoderWeights, choleskyFactor(covariance, k1), decoder.dim, k1, k1),
    decoderBias: decoder.decoderBias.map((value, j) => value + at(shift, j)),
  };
}

function at(values: Float64Array, index: number): number {
  return values[index] as number;
}
