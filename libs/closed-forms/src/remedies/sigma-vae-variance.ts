import { ClosedFormError } from '../errors/closed-form-error.ts';
import { checkCount, checkFinite } from '../errors/input-checks.ts';
import { learnedVariance } from '../linear-vae/learned-variance.ts';

/**
 * Where sigma-VAE's variance settles, the mean squared error of the batch put in for s2 in each step (Rybkin et al. 2021,
 * arXiv 2006.13202): the learned s2 of the linear optimum at beta = 1, the mean of the eigenvalues beyond the k-th.
 *
 * @throws ClosedFormError unless k is below the rank of the data, where it settles above 0.
 */
export function sigmaVaeVariance(eigenvalues: Float64Array, latentDim: number): number {
  checkCount('latentDim', latentDim);
  checkFinite('eigenvalues', eigenvalues);
  const variance = learnedVariance({ eigenvalues, width: latentDim, beta: 1, floor: 0 });
  if (typeof variance === 'number' && variance > 0) return variance;
  throw new ClosedFormError({
    field: 'latentDim',
    expected: 'fewer latent dimensions than the rank of the data',
    received: String(latentDim),
    remedy: 'Use fewer latent dimensions, or a variance floor.',
  });
}
