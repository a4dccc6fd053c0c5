import { logDeterminant } from '../algebra/cholesky.ts';
import type { LinearDecoder } from './linear-vae.ts';
import { linearVaePosterior } from './true-posterior.ts';

/**
 * log p(x) - ELBO of the best diagonal Gaussian q (Cremer et al. 2018, the approximation gap at beta = 1) of a linear decoder,
 * nats, the same for every x: the best q has the mean of the true posterior N(., M^-1) and variances 1 / M_ii, which leaves
 * 1/2 (sum_i ln M_ii - ln |M|).
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function approximationGap(decoder: LinearDecoder): number {
  const { latentDim: k } = decoder;
  const { precision, precisionCholesky } = linearVaePosterior(decoder);
  let logDiagonal = 0;
  for (let i = 0; i < k; i++) logDiagonal += Math.log(precision[i * k + i] as number);
  // Hadamard's inequality; rounding may take a diagonal M below it.
  return Math.max(0, logDiagonal - logDeterminant(precisionCholesky, k)) / 2;
}
