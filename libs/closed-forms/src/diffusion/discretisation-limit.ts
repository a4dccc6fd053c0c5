import { checkEigenvalues } from './gaussian-diffusion.ts';

/** A differentiable schedule over t in [0, 1], 0 at the data. */
export interface DiffusionSchedule {
  /** ln snr at t. */
  readonly logSignalToNoise: (time: number) => number;
  /** d ln snr / dt at t, below 0. */
  readonly slope: (time: number) => number;
}

/**
 * The limit of T x (discretisation part of ln p - ELBO_T) with fixed reverse variances and steps uniform in t:
 * 1/4 int_0^1 sum_j (lam_j snr' / (1 + lam_j snr))^2 dt, nats per data point. Composite Simpson rule of `intervals` (even)
 * intervals: its own error falls as the fourth power of their width.
 */
export function discretisationLimit(eigenvalues: Float64Array, schedule: DiffusionSchedule, intervals = 4096): number {
  checkEigenvalues(eigenvalues);
  const height = (time: number) => {
    const logRatio = schedule.logSignalToNoise(time);
    const slope = schedule.slope(time);
    // lam snr' / (1 + lam snr) = slope / (1 + 1 / (lam snr)), which does not overflow.
    return eigenvalues.reduce(
      (total, variance) => total + (variance > 0 ? (slope / (1 + Math.exp(-logRatio) / variance)) ** 2 : 0),
      0,
    );
  };
  let sum = height(0) + height(1);
  for (let index = 1; index < intervals; index++) sum += (index % 2 === 1 ? 4 : 2) * height(index / intervals);
  return sum / (3 * intervals) / 4;
}
