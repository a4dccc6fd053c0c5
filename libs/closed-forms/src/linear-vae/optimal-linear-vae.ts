import type { Spectrum } from '../algebra/eigendecompose.ts';
import { checkPositive } from '../errors/input-checks.ts';
import type { LinearDecoder, LinearVae } from './linear-vae.ts';
import { optimalLinearEncoder } from './optimal-encoder.ts';

/**
 * Weights of a linear VAE at the optimum that linearOptimum names: column i of W is u_i sqrt(lambda_i - beta variance),
 * or 0 where that eigenvalue is below the threshold. (Rotating the latent space keeps log p(x), but only orthogonal
 * columns, as here, also have the best ELBO.)
 * @throws ClosedFormError for a beta or variance that is not positive.
 */
export function optimalLinearVae(
  mean: Float64Array,
  { eigenvalues, eigenvectors }: Spectrum,
  settings: { readonly latentDim: number; readonly beta: number; readonly variance: number },
): LinearVae {
  const { latentDim, beta, variance } = settings;
  checkPositive('beta', beta);
  checkPositive('variance', variance);
  const dim = mean.length;
  const decoderWeights = new Float64Array(dim * latentDim);
  for (let i = 0; i < Math.min(latentDim, dim); i++) {
    const norm = Math.sqrt(Math.max(0, (eigenvalues[i] as number) - beta * variance));
    for (let j = 0; j < dim; j++) decoderWeights[j * latentDim + i] = norm * (eigenvectors[j * dim + i] as number);
  }
  const decoder: LinearDecoder = {
    latentDim,
    dim,
    decoderWeights,
    decoderBias: Float64Array.from(mean),
    decoderVariance: Float64Array.of(variance),
  };
  return { ...decoder, ...optimalLinearEncoder(decoder, beta) };
}
