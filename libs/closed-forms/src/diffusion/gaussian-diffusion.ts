import { ClosedFormError } from '../errors/closed-form-error.ts';
import { checkFinite, checkLength } from '../errors/input-checks.ts';

/** Data N(mean, diag(eigenvalues)), written along its principal axes, in a variance-preserving diffusion of T steps. */
export interface GaussianDiffusion {
  /** lam, of the data covariance, shape [d], none below 0. */
  readonly eigenvalues: Float64Array;
  /** mu, the mean of the data along the same axes, shape [d]. */
  readonly mean: Float64Array;
  /**
   * snr_t = a_t^2 / sig_t^2 with a_t^2 + sig_t^2 = 1, at the T + 1 times from the data to the noise: falling, above 0 but
   * for the last, which may be 0. Shape [T + 1].
   */
  readonly signalToNoise: Float64Array;
}

/** The variances of p(z_s|z_t): the true posterior's given x, the best one for all dimensions, or the best of each axis. */
export type ReverseVariance = 'fixed' | 'isotropic' | 'per-dimension';

/** p(x|z_0): N(z_0 / a_0, 1 / snr_0) in each dimension, or the true posterior of x. */
export type DiffusionDecoder = 'fixed' | 'posterior';

/** a_t^2, the share of the signal. */
export function signalShare(signalToNoise: number): number {
  return signalToNoise / (1 + signalToNoise);
}

/** sig_t^2, the share of the noise. */
export function noiseShare(signalToNoise: number): number {
  return 1 / (1 + signalToNoise);
}

/** @throws ClosedFormError unless there is a step, the schedule falls, and mean and eigenvalues are of one data set. */
export function checkDiffusion({ eigenvalues, mean, signalToNoise }: GaussianDiffusion): void {
  checkEigenvalues(eigenvalues);
  checkLength('mean', mean, eigenvalues.length);
  checkFinite('mean', mean);
  checkFinite('signalToNoise', signalToNoise);
  if (signalToNoise.length < 2) {
    throw new ClosedFormError({
      field: 'signalToNoise',
      expected: 'at least 2 numbers, for T of at least 1 step',
      received: `${signalToNoise.length}`,
      remedy: 'Give the signal to noise ratio at the T + 1 times from the data to the noise.',
    });
  }
  for (let index = 0; index < signalToNoise.length; index++) {
    const value = signalToNoise[index] as number;
    const next = signalToNoise[index + 1] ?? -1;
    if (value > next && (value > 0 || (value === 0 && index === signalToNoise.length - 1))) continue;
    throw new ClosedFormError({
      field: 'signalToNoise',
      expected: 'numbers above 0 that fall from the data to the noise (the last may be 0)',
      received: value > 0 ? `${value} before ${next} at index ${index}` : `${value} at index ${index}`,
      remedy: 'Order the times from the data to the noise, and use a monotone schedule.',
    });
  }
}

/** @throws ClosedFormError unless each is finite and none is below 0. */
export function checkEigenvalues(eigenvalues: Float64Array): void {
  checkFinite('eigenvalues', eigenvalues);
  const index = eigenvalues.findIndex((value) => value < 0);
  if (index < 0) return;
  throw new ClosedFormError({
    field: 'eigenvalues',
    expected: 'variances of at least 0',
    received: `${eigenvalues[index]} at index ${index}`,
    remedy: 'Set what rounding left below 0 to 0.',
  });
}
