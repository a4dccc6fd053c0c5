import { eigendecompose } from '../algebra/eigendecompose.ts';
import type { Moments } from '../algebra/moments.ts';
import { checkEncoderOutputs, type EncoderOutputs } from '../linear-vae/latent-dimensions.ts';

/**
 * KL(g || p) to the prior N(0, I) of the Gaussian g with the mean and covariance of q(z) = 1/N sum_n q(z|x_n), nats. As
 * KL(q(z) || p) = KL(q(z) || g) + KL(g || p), no marginal KL is below it, and no mutual information above the mean KL less it:
 * bounds from two moments, where an estimate of q(z) itself needs about e^I points.
 * @param moments of the posterior means, see momentsOf
 * @throws ClosedFormError as checkEncoderOutputs.
 */
export function momentMatchedKl(outputs: EncoderOutputs, { mean, covariance }: Moments): number {
  checkEncoderOutputs(outputs);
  const { count, latentDim: k, posteriorVariance } = outputs;
  const rows = posteriorVariance.length === k ? 1 : count;
  const total = covariance.slice();
  for (let n = 0; n < rows; n++) {
    for (let i = 0; i < k; i++) {
      total[i * k + i] = (total[i * k + i] as number) + (posteriorVariance[n * k + i] as number) / rows;
    }
  }
  const { eigenvalues } = eigendecompose({ covariance: total, dim: k });
  // An eigenvalue below the rounding of the largest is not known: as large as that, the bound stays one.
  const least = (eigenvalues[0] as number) * k * Number.EPSILON;
  const squares = mean.reduce((sum, value) => sum + value ** 2, 0);
  const terms = eigenvalues.reduce((sum, value) => sum + value - 1 - Math.log(Math.max(value, least)), squares);
  return Math.max(0, terms) / 2;
}
