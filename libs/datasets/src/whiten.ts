import { denseMoments } from './covariance.ts';

/**
 * Moves values [count, dim] in place so that their mean is 0 and their covariance, divided by N, the identity, both to
 * rounding. Needs count > dim and points in general position. The second pass removes the rounding of the first.
 */
export function whiten(values: Float64Array, count: number, dim: number): void {
  for (let pass = 0; pass < 2; pass++) {
    const { mean, covariance } = denseMoments(values, count, dim);
    const lower = choleskyFactor(covariance, dim);
    for (let n = 0; n < count; n++) solveLower(lower, mean, values.subarray(n * dim, (n + 1) * dim));
  }
}

/** L with L L^T = covariance, both [dim, dim]; what is above the diagonal is not used. */
function choleskyFactor(covariance: Float64Array, dim: number): Float64Array {
  const lower = Float64Array.from(covariance);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = lower[i * dim + j] as number;
      for (let k = 0; k < j; k++) rest -= (lower[i * dim + k] as number) * (lower[j * dim + k] as number);
      lower[i * dim + j] = i === j ? Math.sqrt(rest) : rest / (lower[j * dim + j] as number);
    }
  }
  return lower;
}

/** point <- L^-1 (point - mean), by forward substitution. */
function solveLower(lower: Float64Array, mean: Float64Array, point: Float64Array): void {
  const dim = point.length;
  for (let i = 0; i < dim; i++) {
    let rest = (point[i] as number) - (mean[i] as number);
    for (let k = 0; k < i; k++) rest -= (lower[i * dim + k] as number) * (point[k] as number);
    point[i] = rest / (lower[i * dim + i] as number);
  }
}
