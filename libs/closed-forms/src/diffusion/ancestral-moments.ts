import {
  checkDiffusion,
  type DiffusionDecoder,
  type GaussianDiffusion,
  noiseShare,
  type ReverseVariance,
  signalShare,
} from './gaussian-diffusion.ts';
import { optimalDenoiser } from './optimal-denoiser.ts';
import { stepRatios } from './step-kl.ts';

/** The moments of ancestral samples, a Gaussian with independent axes, shape [d] each. */
export interface AncestralMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Mean and variance of x ~ p(x) along each principal axis, for the model of T steps with the best denoiser: z_1 ~ N(0, I),
 * z_s ~ N(c z_t + b x^(z_t), variance of the step), x ~ p(x|z_0). Exact: every step is linear with Gaussian noise.
 */
export function ancestralMoments(
  diffusion: GaussianDiffusion,
  reverseVariance: ReverseVariance,
  decoder: DiffusionDecoder,
): AncestralMoments {
  checkDiffusion(diffusion);
  const { eigenvalues, mean, signalToNoise } = diffusion;
  const dim = eigenvalues.length;
  const ratios = stepRatios(diffusion);
  const centre = new Float64Array(dim);
  const variance = new Float64Array(dim).fill(1);
  for (let step = signalToNoise.length - 2; step >= 0; step--) {
    const from = signalToNoise[step + 1] as number;
    const to = signalToNoise[step] as number;
    const carried = Math.sqrt(signalShare(from) / signalShare(to));
    // 1 - snr_t / snr_s is what step t|s replaces by noise, in units of sig_t^2.
    const replaced = 1 - from / to;
    const keep = (carried * noiseShare(to)) / noiseShare(from);
    const pull = Math.sqrt(signalShare(to)) * replaced;
    const own = replaced * noiseShare(to);
    const { gain, offset } = optimalDenoiser(eigenvalues, mean, from);
    const row = ratios.subarray(step * dim, (step + 1) * dim);
    const shared = row.reduce((total, r) => total + r, 0) / dim;
    for (let j = 0; j < dim; j++) {
      const factor = keep + pull * (gain[j] as number);
      const added = { fixed: 0, isotropic: shared, 'per-dimension': row[j] as number }[reverseVariance];
      centre[j] = factor * (centre[j] as number) + pull * (offset[j] as number);
      variance[j] = factor ** 2 * (variance[j] as number) + own * (1 + added);
    }
  }
  const first = signalToNoise[0] as number;
  const scale = 1 / Math.sqrt(signalShare(first));
  const { gain, offset } = optimalDenoiser(eigenvalues, mean, first);
  for (let j = 0; j < dim; j++) {
    const eigenvalue = eigenvalues[j] as number;
    const [factor, shift, noise] =
      decoder === 'fixed'
        ? [scale, 0, 1 / first]
        : [gain[j] as number, offset[j] as number, eigenvalue / (1 + eigenvalue * first)];
    centre[j] = factor * (centre[j] as number) + shift;
    variance[j] = factor ** 2 * (variance[j] as number) + noise;
  }
  return { mean: centre, variance };
}
