import { checkLength } from '../errors/input-checks.ts';
import type { EncoderOutputs } from '../linear-vae/latent-dimensions.ts';
import { eigendecompose } from './eigendecompose.ts';
import { multiply } from './matrix-product.ts';
import { momentsOf } from './moments.ts';

/**
 * The same codes along the principal axes of their means, the most varying first. For an encoder whose variance is one
 * number, so that a rotation of the latent space changes nothing and which axes are in use can only be told along these.
 * @throws ClosedFormError where shapes disagree or a number is not finite.
 */
export function alongPrincipalAxes(outputs: EncoderOutputs): EncoderOutputs {
  const { count, latentDim, posteriorMean } = outputs;
  checkLength('posteriorMean', posteriorMean, count * latentDim);
  const { eigenvectors } = eigendecompose(momentsOf(posteriorMean, count, latentDim));
  return {
    ...outputs,
    posteriorMean: multiply(Float64Array.from(posteriorMean), eigenvectors, count, latentDim, latentDim),
  };
}
