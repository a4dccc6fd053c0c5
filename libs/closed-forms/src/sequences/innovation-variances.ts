import { ClosedFormError } from '../errors/closed-form-error.ts';
import { checkFinite, checkLength } from '../errors/input-checks.ts';

/**
 * d_t = Var(x_t | x_<t), the pivots of the covariance S = L D L' of a sequence of `steps` steps ([T, T], row-major, positive
 * definite), shape [T]: what the best teacher-forced predictor leaves of each step.
 */
export function innovationVariances(covariance: Float64Array, steps: number): Float64Array {
  checkLength('covariance', covariance, steps * steps);
  checkFinite('covariance', covariance);
  const left = Float64Array.from(covariance);
  return Float64Array.from({ length: steps }, (_, t) => {
    const pivot = left[t * steps + t] as number;
    if (!(pivot > 0)) {
      throw new ClosedFormError({
        field: 'covariance',
        expected: 'a positive definite matrix',
        received: `pivot ${pivot} at step ${t}`,
        remedy: 'A step that its past determines has no density: leave it out, or add noise.',
      });
    }
    for (let i = t + 1; i < steps; i++) {
      const factor = (left[i * steps + t] as number) / pivot;
      for (let j = t + 1; j < steps; j++) {
        left[i * steps + j] = (left[i * steps + j] as number) - factor * (left[t * steps + j] as number);
      }
    }
    return pivot;
  });
}

/**
 * R(A) = A S A', A = I - L, shape [T, T]: the covariance of what teacher forcing leaves, for the strictly lower triangular
 * coefficients L (row t predicts x_t from x_<t; other entries must be 0). |A| = 1, so the linear VAE with decoder
 * x_t = a_t' x_<t + w_t' z + m_t + noise is the plain one on data of this covariance: exact, eigenvalues and all.
 */
export function teacherForcedCovariance(
  covariance: Float64Array,
  coefficients: Float64Array,
  steps: number,
): Float64Array {
  checkLength('covariance', covariance, steps * steps);
  checkLength('coefficients', coefficients, steps * steps);
  const a = coefficients.map((value, index) => (index % (steps + 1) === 0 ? 1 : -value));
  const times = (left: Float64Array, right: (row: number, column: number) => number) =>
    Float64Array.from({ length: steps * steps }, (_, index) => {
      const row = Math.floor(index / steps);
      let sum = 0;
      for (let k = 0; k < steps; k++) sum += (left[row * steps + k] as number) * right(k, index % steps);
      return sum;
    });
  const half = times(a, (row, column) => covariance[row * steps + column] as number);
  return times(half, (row, column) => a[column * steps + row] as number);
}
