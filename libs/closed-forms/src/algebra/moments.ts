import { checkCount, checkLength } from '../errors/input-checks.ts';
import { addScaled, mirrorUpper } from './matrix-product.ts';

/** Mean and covariance of a data set: all that the closed forms of a linear VAE need of it. */
export interface Moments {
  readonly count: number;
  readonly dim: number;
  /** Shape [dim]. */
  readonly mean: Float64Array;
  /** Shape [dim, dim], divided by N, never N - 1: only so is the closed-form maximum the maximum on this data. */
  readonly covariance: Float64Array;
}

/**
 * Moments of values [count, dim], centred before they are multiplied, in float64.
 * @throws ClosedFormError where the length is not count * dim.
 */
export function momentsOf(values: Float32Array | Float64Array, count: number, dim: number): Moments {
  checkCount('count', count);
  checkCount('dim', dim);
  checkLength('values', values, count * dim);
  const mean = new Float64Array(dim);
  for (let n = 0; n < count; n++) {
    for (let j = 0; j < dim; j++) mean[j] = (mean[j] as number) + (values[n * dim + j] as number);
  }
  for (let j = 0; j < dim; j++) mean[j] = (mean[j] as number) / count;

  const covariance = new Float64Array(dim * dim);
  const centred = new Float64Array(dim);
  for (let n = 0; n < count; n++) {
    for (let j = 0; j < dim; j++) centred[j] = (values[n * dim + j] as number) - (mean[j] as number);
    for (let i = 0; i < dim; i++) {
      const value = centred[i] as number;
      if (value !== 0) addScaled(value, centred, i, covariance, i * dim + i, dim - i);
    }
  }
  for (let index = 0; index < covariance.length; index++) covariance[index] = (covariance[index] as number) / count;
  mirrorUpper(covariance, dim);
  return { count, dim, mean, covariance };
}
