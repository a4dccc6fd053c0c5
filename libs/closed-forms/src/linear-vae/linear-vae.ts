import { checkAllPositive, checkCount, checkFinite, checkLength } from '../errors/input-checks.ts';
import { checkPosteriorVariance } from '../posteriors/posterior-variance.ts';

/** p(z) = N(0, I), p(x|z) = N(W z + mu, diag(variance)). Matrices are row-major. */
export interface LinearDecoder {
  /** k */
  readonly latentDim: number;
  /** d */
  readonly dim: number;
  /** W, shape [d, k]. */
  readonly decoderWeights: Float64Array;
  /** mu, shape [d]. */
  readonly decoderBias: Float64Array;
  /** Shape [1], one variance for every dimension of x, or [d]. */
  readonly decoderVariance: Float64Array;
}

/** A linear decoder with the encoder q(z|x) = N(V x + c, diag(D)). */
export interface LinearVae extends LinearDecoder {
  /** V, shape [k, d]. */
  readonly encoderWeights: Float64Array;
  /** c, shape [k]. */
  readonly encoderBias: Float64Array;
  /** D, shape [k], the same for every x. */
  readonly posteriorVariance: Float64Array;
  /** ln D, shape [k], where that is what was trained: D may then have underflowed to 0. */
  readonly posteriorLogVariance?: Float64Array;
}

/** @throws ClosedFormError naming the array with a wrong length, a number that is not finite or a variance <= 0. */
export function checkLinearDecoder(decoder: LinearDecoder): void {
  const { latentDim, dim } = decoder;
  checkCount('latentDim', latentDim);
  checkCount('dim', dim);
  checkLength('decoderWeights', decoder.decoderWeights, dim * latentDim);
  checkLength('decoderBias', decoder.decoderBias, dim);
  checkLength('decoderVariance', decoder.decoderVariance, 1, dim);
  checkFinite('decoderWeights', decoder.decoderWeights);
  checkFinite('decoderBias', decoder.decoderBias);
  checkAllPositive('decoderVariance', decoder.decoderVariance);
}

/** @throws ClosedFormError as checkLinearDecoder, for the encoder too; D may be 0 where its logarithm is given. */
export function checkLinearVae(vae: LinearVae): void {
  checkLinearDecoder(vae);
  checkLength('encoderWeights', vae.encoderWeights, vae.latentDim * vae.dim);
  checkLength('encoderBias', vae.encoderBias, vae.latentDim);
  checkFinite('encoderWeights', vae.encoderWeights);
  checkFinite('encoderBias', vae.encoderBias);
  checkPosteriorVariance(vae, vae.latentDim);
}

/** 1 / decoder variance for each dimension of x, shape [d]. */
export function decoderPrecisions({ decoderVariance, dim }: LinearDecoder): Float64Array {
  const scalar = decoderVariance.length === 1;
  return Float64Array.from({ length: dim }, (_, j) => 1 / (decoderVariance[scalar ? 0 : j] as number));
}

/** d ln(2 pi) + sum_j ln(decoder variance of dimension j). */
export function logNormalizer({ decoderVariance, dim }: LinearDecoder): number {
  const logs = decoderVariance.reduce((sum, variance) => sum + Math.log(variance), 0);
  return dim * Math.log(2 * Math.PI) + (decoderVariance.length === 1 ? dim * logs : logs);
}

/** W^T diag(1 / variance), shape [k, d]. */
export function scaledDecoderTranspose(decoder: LinearDecoder): Float64Array {
  const { decoderWeights, dim, latentDim } = decoder;
  const precisions = decoderPrecisions(decoder);
  const scaled = new Float64Array(latentDim * dim);
  for (let j = 0; j < dim; j++) {
    for (let i = 0; i < latentDim; i++) {
      scaled[i * dim + j] = (decoderWeights[j * latentDim + i] as number) * (precisions[j] as number);
    }
  }
  return scaled;
}
