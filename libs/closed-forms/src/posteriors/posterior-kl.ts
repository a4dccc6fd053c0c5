import { logDeterminant } from '../algebra/cholesky.ts';
import { dot, multiplyVector } from '../algebra/matrix-product.ts';
import type { Moments } from '../algebra/moments.ts';
import { projectCovariance } from '../algebra/projected-covariance.ts';
import { checkLength } from '../errors/input-checks.ts';
import { checkLinearVae, type LinearVae } from '../linear-vae/linear-vae.ts';
import { linearVaePosterior } from '../linear-vae/true-posterior.ts';
import { logVarianceAt } from './posterior-variance.ts';

/**
 * KL(q(z|x) || p(z|x)) of a linear VAE, mean over the data, nats per data point. It equals log p(x) - ELBO; here it is
 * computed from the two Gaussians themselves, so that each of the three checks the other two.
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function linearVaePosteriorKl(vae: LinearVae, moments: Moments): number {
  checkLinearVae(vae);
  checkLength('mean', moments.mean, vae.dim);
  const { latentDim: k, dim: d, posteriorVariance } = vae;
  const { precision, precisionCholesky, weights, bias } = linearVaePosterior(vae);

  // The posterior means differ by an affine map of x; its second moment over the data is E + e e^T.
  const difference = vae.encoderWeights.map((value, index) => value - (weights[index] as number));
  const spread = projectCovariance(difference, moments.covariance, k, d).covariance;
  const shift = multiplyVector(difference, moments.mean, k, d).map(
    (value, i) => value + (vae.encoderBias[i] as number) - (bias[i] as number),
  );
  const distance = dot(precision, 0, spread, 0, k * k) + dot(shift, 0, multiplyVector(precision, shift, k, k), 0, k);

  let variances = 0;
  for (let i = 0; i < k; i++) {
    const variance = posteriorVariance[i] as number;
    variances += (precision[i * k + i] as number) * variance - 1 - logVarianceAt(vae, i);
  }
  return (distance + variances - logDeterminant(precisionCholesky, k)) / 2;
}
