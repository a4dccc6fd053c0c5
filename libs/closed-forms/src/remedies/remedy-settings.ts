import { checkCount, checkFinite, checkPositive } from '../errors/input-checks.ts';

/** A linear VAE with a fixed decoder variance on data of a known spectrum. */
export interface RemedySettings {
  /** Of the data covariance (divided by N), shape [d], descending, none below 0. */
  readonly eigenvalues: Float64Array;
  /** k, the dimensions of z. */
  readonly latentDim: number;
  readonly beta: number;
  /** Decoder variance s2, fixed. */
  readonly variance: number;
}

/** The best linear VAE under a remedy, with each bias at its best too. Nats per data point. */
export interface RemedyOptimum {
  /** What the remedy has one maximise. */
  readonly objective: number;
  /** E_q ln p(x|z). */
  readonly reconstruction: number;
  /** Mean KL(q(z_i|x) || p(z_i)) of each latent, shape [k], descending: what is charged. */
  readonly klPerDimension: Float64Array;
  /** I(x; z) under q: what is carried. The rest of the KL is total correlation of the codes and their distance from p. */
  readonly mutualInformation: number;
}

/** @throws ClosedFormError at the first number out of range. */
export function checkRemedy({ eigenvalues, latentDim, beta, variance }: RemedySettings): void {
  checkFinite('eigenvalues', eigenvalues);
  checkCount('latentDim', latentDim);
  checkPositive('beta', beta);
  checkPositive('variance', variance);
}

/** E_q ln p(x|z) where direction j of the data keeps lam_j / y_j of its squared error, y_j = 1 where left out. */
export function reconstructionAt({ eigenvalues, variance }: RemedySettings, y: readonly number[]): number {
  const error = eigenvalues.reduce((sum, eigenvalue, j) => sum + eigenvalue / (y[j] ?? 1), 0);
  return -((eigenvalues.length / 2) * Math.log(2 * Math.PI * variance)) - error / (2 * variance);
}

/** 1/2 sum ln y, nats. */
export function informationOf(y: readonly number[]): number {
  return y.reduce((sum, value) => sum + Math.log(value), 0) / 2;
}
