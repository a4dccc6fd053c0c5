import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { checkFinite, checkLength } from '../errors/input-checks.ts';
import type { Moments } from './moments.ts';

/** Eigenpairs of a covariance, the largest eigenvalue first. */
export interface Spectrum {
  /** Shape [dim], descending, none below 0. */
  readonly eigenvalues: Float64Array;
  /** Shape [dim, dim], row-major; column i is the unit eigenvector of eigenvalue i. */
  readonly eigenvectors: Float64Array;
}

/**
 * Eigendecomposition of the covariance: 2 to 3 s at dim = 784, so do it once for a data set and keep it. Pixels that
 * never vary make eigenvalues of 0, which rounding may turn slightly negative: those are clipped to 0.
 * @throws ClosedFormError where the covariance has another shape than [dim, dim] or is not finite.
 */
export function eigendecompose({ covariance, dim }: Pick<Moments, 'covariance' | 'dim'>): Spectrum {
  checkLength('covariance', covariance, dim * dim);
  checkFinite('covariance', covariance);
  const decomposition = new EigenvalueDecomposition(Matrix.from1DArray(dim, dim, covariance), {
    assumeSymmetric: true,
  });
  const unordered = decomposition.realEigenvalues;
  const order = unordered.map((_, index) => index).sort((a, b) => (unordered[b] as number) - (unordered[a] as number));
  const eigenvalues = Float64Array.from(order, (index) => Math.max(0, unordered[index] as number));
  const eigenvectors = new Float64Array(dim * dim);
  const vectors = decomposition.eigenvectorMatrix;
  for (let row = 0; row < dim; row++) {
    order.forEach((index, column) => {
      eigenvectors[row * dim + column] = vectors.get(row, index);
    });
  }
  return { eigenvalues, eigenvectors };
}
