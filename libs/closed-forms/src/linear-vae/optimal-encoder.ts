import { choleskyFactor, choleskySolve } from '../algebra/cholesky.ts';
import { multiplyVector, weightedGram } from '../algebra/matrix-product.ts';
import { checkPositive } from '../errors/input-checks.ts';
import {
  checkLinearDecoder,
  decoderPrecisions,
  type LinearDecoder,
  type LinearVae,
  scaledDecoderTranspose,
} from './linear-vae.ts';

/** The encoder half of a LinearVae. */
export type LinearEncoder = Pick<LinearVae, 'encoderWeights' | 'encoderBias' | 'posteriorVariance'>;

/**
 * The encoder that maximises E_q log p(x|z) - beta KL for a given linear decoder: with one decoder variance s2,
 * V = (W^T W + beta s2 I)^-1 W^T and D_i = beta s2 / (|w_i|^2 + beta s2) (Lucas et al. 2019, appendix). Its mean is
 * V (x - mu), best for every x by itself.
 * @throws ClosedFormError for beta <= 0 (the best posterior variance would be 0) and as checkLinearDecoder.
 */
export function optimalLinearEncoder(decoder: LinearDecoder, beta: number): LinearEncoder {
  checkLinearDecoder(decoder);
  checkPositive('beta', beta);
  const { latentDim: k, dim: d } = decoder;
  const gram = weightedGram(decoder.decoderWeights, decoderPrecisions(decoder), d, k);
  for (let i = 0; i < k; i++) gram[i * k + i] = (gram[i * k + i] as number) + beta;
  const encoderWeights = choleskySolve(choleskyFactor(gram, k), k, scaledDecoderTranspose(decoder), d);
  return {
    encoderWeights,
    encoderBias: multiplyVector(encoderWeights, decoder.decoderBias, k, d).map((value) => -value),
    posteriorVariance: Float64Array.from({ length: k }, (_, i) => beta / (gram[i * k + i] as number)),
  };
}
