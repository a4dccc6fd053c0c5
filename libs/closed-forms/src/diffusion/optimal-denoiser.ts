import { checkFinite, checkLength } from '../errors/input-checks.ts';
import { checkEigenvalues, noiseShare, signalShare } from './gaussian-diffusion.ts';

/** x^(z_t) = gain z_t + offset along each principal axis, shape [d] each. */
export interface LinearDenoiser {
  readonly gain: Float64Array;
  readonly offset: Float64Array;
}

/**
 * E[x|z_t] of data N(mean, diag(eigenvalues)) at a signal to noise ratio:
 * mu + lam a_t / (a_t^2 lam + sig_t^2) (z_t - a_t mu). Exact: the least-squares denoiser of Gaussian data is linear.
 */
export function optimalDenoiser(eigenvalues: Float64Array, mean: Float64Array, signalToNoise: number): LinearDenoiser {
  checkEigenvalues(eigenvalues);
  checkLength('mean', mean, eigenvalues.length);
  checkFinite('signalToNoise', [signalToNoise]);
  const signal = signalShare(signalToNoise);
  const scale = Math.sqrt(signal);
  const gain = eigenvalues.map((variance) => (variance * scale) / (signal * variance + noiseShare(signalToNoise)));
  return { gain, offset: mean.map((value, j) => value * (1 - scale * (gain[j] as number))) };
}

/** Its mean squared error along each axis, lam / (1 + lam snr_t), shape [d]: no denoiser's is lower. */
export function denoiserError(eigenvalues: Float64Array, signalToNoise: number): Float64Array {
  checkEigenvalues(eigenvalues);
  checkFinite('signalToNoise', [signalToNoise]);
  return eigenvalues.map((variance) => variance / (1 + variance * signalToNoise));
}
