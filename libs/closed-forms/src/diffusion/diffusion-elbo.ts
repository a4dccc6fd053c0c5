import { checkAllPositive } from '../errors/input-checks.ts';
import {
  checkDiffusion,
  type DiffusionDecoder,
  type GaussianDiffusion,
  noiseShare,
  type ReverseVariance,
  signalShare,
} from './gaussian-diffusion.ts';
import { discretisationGap, stepKl } from './step-kl.ts';

/** Costs: each is subtracted in the ELBO. Nats per data point. */
export interface DiffusionElbo {
  /** prior + reconstruction + steps, with the minus sign. */
  readonly elbo: number;
  /** E KL(q(z_1|x) || N(0, I)). */
  readonly prior: number;
  /** -E ln p(x|z_0). */
  readonly reconstruction: number;
  /** The sum of the steps' KL. */
  readonly steps: number;
}

/** ln p(data) - ELBO and its parts, none below 0, nats per data point. */
export interface DiffusionGap {
  readonly gap: number;
  /** KL(q(z_1) || N(0, I)), q(z_1) the aggregate over the data: does not vanish with T. */
  readonly aggregate: number;
  /** Vanishes as 1 / T; 0 with a reverse variance per dimension. */
  readonly discretisation: number;
  /** Of a fixed decoder, 1/2 sum ln(1 + 1 / (lam snr_0)); 0 for the posterior. Does not vanish with T. */
  readonly decoder: number;
}

const ends = ({ signalToNoise }: GaussianDiffusion) => ({
  first: signalToNoise[0] as number,
  last: signalToNoise[signalToNoise.length - 1] as number,
});

function sumOver({ eigenvalues, mean }: GaussianDiffusion, of: (variance: number, mean: number) => number): number {
  return eigenvalues.reduce((total, variance, j) => total + of(variance, mean[j] as number), 0);
}

/** E KL(q(z_1|x) || N(0, I)) = 1/2 sum_j [a_1^2 (lam + mu^2 - 1) - ln sig_1^2], nats per data point, for any data. */
export function diffusionPriorKl(diffusion: GaussianDiffusion): number {
  checkDiffusion(diffusion);
  const { last } = ends(diffusion);
  return sumOver(diffusion, (variance, mean) => signalShare(last) * (variance + mean ** 2 - 1) + Math.log1p(last)) / 2;
}

/**
 * -E ln p(x|z_0), nats per data point: d/2 ln(2 pi e / snr_0) with the fixed decoder N(z_0 / a_0, 1 / snr_0), for any
 * data; 1/2 sum_j ln(2 pi e lam / (1 + lam snr_0)) with the true posterior of Gaussian data.
 *
 * @throws ClosedFormError where a posterior decoder meets an eigenvalue of 0, whose density has no bound.
 */
export function diffusionReconstruction(diffusion: GaussianDiffusion, decoder: DiffusionDecoder): number {
  checkDiffusion(diffusion);
  if (decoder === 'posterior') checkAllPositive('eigenvalues', diffusion.eigenvalues);
  const { first } = ends(diffusion);
  return sumOver(diffusion, (variance) => {
    const left = decoder === 'fixed' ? 1 / first : variance / (1 + variance * first);
    return (Math.log(2 * Math.PI * left) + 1) / 2;
  });
}

/**
 * The ELBO of the best denoiser on data N(mu, diag lam): exact at any T (variational diffusion models, Kingma et al.
 * 2021, arXiv 2107.00630; derived for Gaussian data here). As T grows without end
 * `steps` tends to its value at 'per-dimension', which depends on the two ends of the schedule alone.
 */
export function diffusionElbo(
  diffusion: GaussianDiffusion,
  reverseVariance: ReverseVariance,
  decoder: DiffusionDecoder,
): DiffusionElbo {
  const prior = diffusionPriorKl(diffusion);
  const reconstruction = diffusionReconstruction(diffusion, decoder);
  const steps = stepKl(diffusion, reverseVariance).reduce((total, value) => total + value, 0);
  return { elbo: -(prior + reconstruction + steps), prior, reconstruction, steps };
}

/**
 * ln p(data) - ELBO = KL(q(z_1) || N(0, I)) + sum over steps of what the reverse variance leaves (+ the fixed decoder's
 * part), exact for Gaussian data. Computed part by part, not as a difference.
 *
 * @throws ClosedFormError at an eigenvalue of 0: ln p is without bound.
 */
export function diffusionGap(
  diffusion: GaussianDiffusion,
  reverseVariance: ReverseVariance,
  decoder: DiffusionDecoder,
): DiffusionGap {
  checkDiffusion(diffusion);
  checkAllPositive('eigenvalues', diffusion.eigenvalues);
  const { first, last } = ends(diffusion);
  const aggregate =
    sumOver(diffusion, (variance, mean) => {
      // The aggregate's variance is 1 + a_1^2 (lam - 1).
      const excess = signalShare(last) * (variance - 1);
      const logVariance = Math.log(signalShare(last) * variance + noiseShare(last));
      return excess - logVariance + signalShare(last) * mean ** 2;
    }) / 2;
  const discretisation = discretisationGap(diffusion, reverseVariance).reduce((total, value) => total + value, 0);
  const lost = decoder === 'fixed' ? sumOver(diffusion, (variance) => Math.log1p(1 / (variance * first))) / 2 : 0;
  return { gap: aggregate + discretisation + lost, aggregate, discretisation, decoder: lost };
}
