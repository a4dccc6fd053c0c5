import { checkPositive } from '../errors/input-checks.ts';
import {
  checkRemedy,
  informationOf,
  type RemedyOptimum,
  type RemedySettings,
  reconstructionAt,
} from './remedy-settings.ts';

/** Of the first `latentDim` eigenvalues, those above 0. */
function leadingOf({ eigenvalues, latentDim }: Pick<RemedySettings, 'eigenvalues' | 'latentDim'>): number[] {
  return Array.from(eigenvalues.subarray(0, latentDim)).filter((value) => value > 0);
}

/**
 * The weight at which the total mean KL of the best linear VAE is `kl` nats: sum over i <= k of 1/2 ln(lam_i / (beta s2))+
 * = kl (reverse water-filling). What a constraint on the KL reaches (ControlVAE, Shao et al. 2020, arXiv 2004.05988;
 * capacity, Burgess et al. 2018, arXiv 1804.03599). `kl` above 0; 0 where no eigenvalue is above 0.
 */
export function betaAtTotalKl(settings: Omit<RemedySettings, 'beta'>, kl: number): number {
  checkRemedy({ ...settings, beta: 1 });
  checkPositive('kl', kl);
  const leading = leadingOf(settings);
  for (let active = leading.length; active >= 1; active--) {
    const logs = leading.slice(0, active).reduce((sum, value) => sum + Math.log(value), 0);
    const threshold = Math.exp((logs - 2 * kl) / active);
    if (threshold < (leading[active - 1] as number)) return threshold / settings.variance;
  }
  return 0;
}

/**
 * The weight at which E_q |x - mean of p(x|z)|^2, summed over dimensions, is `squaredError`: what a constraint on the
 * reconstruction reaches (GECO, Rezende and Viola 2018, arXiv 1810.00597). Null where it cannot be reached: at most what
 * the directions beyond the k-th leave, or at least the data's own variance.
 */
export function betaAtSquaredError(settings: Omit<RemedySettings, 'beta'>, squaredError: number): number | null {
  checkRemedy({ ...settings, beta: 1 });
  checkPositive('squaredError', squaredError);
  const leading = leadingOf(settings);
  const beyond = (active: number) => settings.eigenvalues.subarray(active).reduce((sum, value) => sum + value, 0);
  if (squaredError >= beyond(0)) return null;
  for (const index of leading.keys()) {
    const collapsed = beyond(index + 1);
    const threshold = (squaredError - collapsed) / (index + 1);
    if (threshold > 0 && threshold > (leading[index + 1] ?? 0)) return threshold / settings.variance;
  }
  return null;
}

export interface TotalKlHingeOptimum extends RemedyOptimum {
  /** The weight at which a plain VAE has this optimum. */
  readonly effectiveBeta: number;
}

/**
 * The maximum of E_q ln p(x|z) - beta max(sum_i mean KL_i - tau, 0), a hinge on the total KL of the mean over the data: that
 * of a plain VAE at the weight min(beta, the one whose KL is tau). Exact; a hinge for each data point is another objective.
 */
export function totalKlHingeOptimum(settings: RemedySettings, tau: number): TotalKlHingeOptimum {
  checkRemedy(settings);
  const { latentDim, beta, variance } = settings;
  const effectiveBeta = Math.min(beta, betaAtTotalKl(settings, tau));
  const y = leadingOf(settings).map((eigenvalue) => Math.max(1, eigenvalue / (effectiveBeta * variance)));
  const reconstruction = reconstructionAt(settings, y);
  const mutualInformation = informationOf(y);
  const klPerDimension = new Float64Array(latentDim);
  klPerDimension.set(y.map((value) => Math.log(value) / 2));
  const objective = reconstruction - beta * Math.max(0, mutualInformation - tau);
  return { objective, reconstruction, klPerDimension, mutualInformation, effectiveBeta };
}
