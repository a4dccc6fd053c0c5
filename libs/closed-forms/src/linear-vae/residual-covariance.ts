import { eigendecompose } from '../algebra/eigendecompose.ts';
import { addScaled } from '../algebra/matrix-product.ts';
import { rankOf } from '../algebra/rank.ts';
import { checkCount, checkLength } from '../errors/input-checks.ts';

/**
 * What is left of the covariance of x [dim, dim] once its best linear prediction from c is taken away: S_xx - S_xc
 * S_cc^+ S_cx, from the joint covariance of (x, c) [dim + conditionDim, dim + conditionDim]. Directions of c that do not
 * vary predict nothing. The optimum of a linear conditional VAE is that of a linear VAE on this covariance (Dang et al.
 * 2023, theorem 2): the decoder's own path from c takes all that c says of x, and the latent variables the rest.
 * @throws ClosedFormError where the shape is another or a number is not finite.
 */
export function residualCovariance(joint: Float64Array, dim: number, conditionDim: number): Float64Array {
  checkCount('dim', dim);
  checkCount('conditionDim', conditionDim);
  const width = dim + conditionDim;
  checkLength('joint', joint, width * width);
  const ofCondition = new Float64Array(conditionDim * conditionDim);
  const residual = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) residual.set(joint.subarray(i * width, i * width + dim), i * dim);
  for (let i = 0; i < conditionDim; i++) {
    const start = (dim + i) * width + dim;
    ofCondition.set(joint.subarray(start, start + conditionDim), i * conditionDim);
  }
  const { eigenvalues, eigenvectors } = eigendecompose({ covariance: ofCondition, dim: conditionDim });
  const explained = new Float64Array(dim);
  for (let index = 0; index < rankOf(eigenvalues); index++) {
    // The covariance of x with the condition along one of its principal directions.
    explained.fill(0);
    for (let i = 0; i < conditionDim; i++) {
      addScaled(eigenvectors[i * conditionDim + index] as number, joint, (dim + i) * width, explained, 0, dim);
    }
    const precision = 1 / (eigenvalues[index] as number);
    for (let i = 0; i < dim; i++) {
      addScaled(-precision * (explained[i] as number), explained, 0, residual, i * dim, dim);
    }
  }
  return residual;
}
