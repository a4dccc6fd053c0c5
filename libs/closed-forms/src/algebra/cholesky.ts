import { ClosedFormError } from '../errors/closed-form-error.ts';
import { addScaled, dot } from './matrix-product.ts';

/**
 * Lower Cholesky factor L of a symmetric positive definite matrix, A = L L^T, shape [size, size].
 * @throws ClosedFormError where the matrix is not positive definite.
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const rest = (matrix[i * size + j] as number) - dot(lower, i * size, lower, j * size, j);
      lower[i * size + j] = rest / (lower[j * size + j] as number);
    }
    const pivot = (matrix[i * size + i] as number) - dot(lower, i * size, lower, i * size, i);
    if (!(pivot > 0 && Number.isFinite(pivot))) {
      throw new ClosedFormError({
        field: 'decoderWeights',
        expected: 'weights for which I + W^T W / variance is positive definite in float64',
        received: `pivot ${pivot} in latent dimension ${i}`,
        remedy: 'The decoder variance is too small for its weights: train with a larger one or with a floor.',
      });
    }
    lower[i * size + i] = Math.sqrt(pivot);
  }
  return lower;
}

/** ln |A| from the factor of A. */
export function logDeterminant(lower: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Math.log(lower[i * size + i] as number);
  return 2 * sum;
}

/** A^-1 B from the factor of A [size, size], for B [size, columns]. */
export function choleskySolve(
  lower: Float64Array,
  size: number,
  rightSide: Float64Array,
  columns: number,
): Float64Array {
  const solution = Float64Array.from(rightSide);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      addScaled(-(lower[i * size + j] as number), solution, j * columns, solution, i * columns, columns);
    }
    scaleRow(solution, i * columns, columns, lower[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) {
      addScaled(-(lower[j * size + i] as number), solution, j * columns, solution, i * columns, columns);
    }
    scaleRow(solution, i * columns, columns, lower[i * size + i] as number);
  }
  return solution;
}

/** A^-1 from the factor of A. */
export function choleskyInverse(lower: Float64Array, size: number): Float64Array {
  const identity = new Float64Array(size * size);
  for (let i = 0; i < size; i++) identity[i * size + i] = 1;
  return choleskySolve(lower, size, identity, size);
}

function scaleRow(matrix: Float64Array, start: number, length: number, divisor: number): void {
  for (let j = 0; j < length; j++) matrix[start + j] = (matrix[start + j] as number) / divisor;
}
