import { checkFinite, checkLength } from '../errors/input-checks.ts';
import type { Moments } from './moments.ts';
import { tridiagonalEigenvalues, tridiagonalize } from './tridiagonal.ts';

/**
 * Eigenvalues of a covariance without eigenvectors, shape [dim], descending, none below 0: a small part of what
 * `eigendecompose` takes. Rows of zeros, as pixels that never vary leave, give eigenvalues of exactly 0 and cost nothing.
 * @throws ClosedFormError where the covariance has another shape than [dim, dim] or is not finite.
 */
export function eigenvaluesOf({ covariance, dim }: Pick<Moments, 'covariance' | 'dim'>): Float64Array {
  checkLength('covariance', covariance, dim * dim);
  checkFinite('covariance', covariance);
  const isZero = (i: number) => covariance.subarray(i * dim, (i + 1) * dim).every((value) => value === 0);
  const kept = Array.from({ length: dim }, (_, i) => i).filter((i) => !isZero(i));
  const size = kept.length;
  const matrix = new Float64Array(size * size);
  for (const [row, i] of kept.entries()) {
    for (let column = 0; column <= row; column++) {
      matrix[row * size + column] = covariance[i * dim + (kept[column] as number)] as number;
    }
  }
  const ascending = tridiagonalEigenvalues(tridiagonalize(matrix, size));
  const eigenvalues = new Float64Array(dim);
  for (const [index, value] of ascending.entries()) eigenvalues[size - 1 - index] = Math.max(0, value);
  return eigenvalues;
}
