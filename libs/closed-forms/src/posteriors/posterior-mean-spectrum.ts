import { eigendecompose } from '../algebra/eigendecompose.ts';
import { momentsOf } from '../algebra/moments.ts';
import { checkEncoderOutputs, type EncoderOutputs } from '../linear-vae/latent-dimensions.ts';

/**
 * Eigenvalues of the covariance of the posterior means over the data, Cov_x(mu(x)) divided by N, shape [k], descending. A
 * rotation of the latent space leaves them as they are.
 * @throws ClosedFormError for shapes that disagree, numbers that are not finite or a variance <= 0.
 */
export function posteriorMeanSpectrum(outputs: EncoderOutputs): Float64Array {
  checkEncoderOutputs(outputs);
  return eigendecompose(momentsOf(outputs.posteriorMean, outputs.count, outputs.latentDim)).eigenvalues;
}

/**
 * exp of the entropy of the eigenvalues as shares of their sum (Roy & Vetterli 2007, there of singular values): from 1, where
 * one direction holds all variance, to their number, where all hold the same. null where nothing varies.
 */
export function effectiveRank(eigenvalues: Float64Array): number | null {
  const total = eigenvalues.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return null;
  const entropy = eigenvalues.reduce((sum, value) => {
    const share = value / total;
    return share > 0 ? sum - share * Math.log(share) : sum;
  }, 0);
  return Math.exp(entropy);
}
