import { choleskyFactor, choleskySolve } from '../algebra/cholesky.ts';
import { multiplyVector, weightedGram } from '../algebra/matrix-product.ts';
import { checkLinearDecoder, decoderPrecisions, type LinearDecoder, scaledDecoderTranspose } from './linear-vae.ts';

/** p(z|x) = N(weights x + bias, precision^-1) of a linear decoder. */
export interface LinearPosterior {
  /** I + W^T diag(1 / variance) W, the same for every x, shape [k, k]. */
  readonly precision: Float64Array;
  /** Lower factor L of the precision, L L^T, shape [k, k]. */
  readonly precisionCholesky: Float64Array;
  /** Shape [k, d]. */
  readonly weights: Float64Array;
  /** Shape [k]. */
  readonly bias: Float64Array;
}

/** I + W^T diag(1 / variance) W, shape [k, k]. */
export function posteriorPrecision(decoder: LinearDecoder): Float64Array {
  const { decoderWeights, dim, latentDim } = decoder;
  const precision = weightedGram(decoderWeights, decoderPrecisions(decoder), dim, latentDim);
  for (let i = 0; i < latentDim; i++) precision[i * latentDim + i] = (precision[i * latentDim + i] as number) + 1;
  return precision;
}

/**
 * The true posterior of a linear decoder (Tipping & Bishop 1999, eq. 7, here with any diagonal decoder variance).
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function linearVaePosterior(decoder: LinearDecoder): LinearPosterior {
  checkLinearDecoder(decoder);
  const { latentDim, dim, decoderBias } = decoder;
  const precision = posteriorPrecision(decoder);
  const precisionCholesky = choleskyFactor(precision, latentDim);
  const weights = choleskySolve(precisionCholesky, latentDim, scaledDecoderTranspose(decoder), dim);
  const bias = multiplyVector(weights, decoderBias, latentDim, dim).map((value) => -value);
  return { precision, precisionCholesky, weights, bias };
}
