import { checkDiffusion, type GaussianDiffusion, type ReverseVariance } from './gaussian-diffusion.ts';

/** r - ln(1 + r) for r >= 0, to full precision: the difference of the two loses its digits where r is small. */
function excessOfLog(r: number): number {
  if (r > 0.01) return r - Math.log1p(r);
  // r^2/2 - r^3/3 + ...: at r = .01 the eighth term is below 1e-17 of the first.
  let sum = 0;
  for (let power = 9; power >= 2; power--) sum = (power % 2 === 0 ? 1 : -1) / power + r * sum;
  return r * r * sum;
}

/**
 * r_ij = lam_j (snr_s - snr_t) / (1 + lam_j snr_t) of each step i from s to t (s nearer to the data), shape [T, d]
 * row-major: what the best denoiser's error adds to the reverse variance, as a share of it.
 */
export function stepRatios(diffusion: GaussianDiffusion): Float64Array {
  checkDiffusion(diffusion);
  const { eigenvalues, signalToNoise } = diffusion;
  const dim = eigenvalues.length;
  return Float64Array.from({ length: (signalToNoise.length - 1) * dim }, (_, index) => {
    const step = Math.floor(index / dim);
    const variance = eigenvalues[index % dim] as number;
    const [from, to] = [signalToNoise[step] as number, signalToNoise[step + 1] as number];
    return (variance * (from - to)) / (1 + variance * to);
  });
}

function byStep(diffusion: GaussianDiffusion, cost: (ratios: Float64Array) => number): Float64Array {
  const ratios = stepRatios(diffusion);
  const dim = diffusion.eigenvalues.length;
  return Float64Array.from({ length: diffusion.signalToNoise.length - 1 }, (_, step) =>
    cost(ratios.subarray(step * dim, (step + 1) * dim)),
  );
}

const sum = (values: Float64Array, of: (value: number) => number) =>
  values.reduce((total, value) => total + of(value), 0);

/**
 * E KL(q(z_s|z_t, x) || p(z_s|z_t)) of each step with the best denoiser, shape [T], nats per data point:
 * 1/2 sum_j r_ij with the reverse variance of q, d/2 ln mean_j(1 + r_ij) with the best one for all dimensions, and
 * 1/2 sum_j ln(1 + r_ij), the information that z_s adds, with the best one along each principal axis.
 */
export function stepKl(diffusion: GaussianDiffusion, reverseVariance: ReverseVariance): Float64Array {
  const dim = diffusion.eigenvalues.length;
  return byStep(diffusion, (ratios) => {
    if (reverseVariance === 'fixed') return sum(ratios, (r) => r) / 2;
    if (reverseVariance === 'isotropic') return (dim / 2) * Math.log1p(sum(ratios, (r) => r) / dim);
    return sum(ratios, Math.log1p) / 2;
  });
}

/**
 * What each step costs above the information in it, shape [T], nats per data point: the discretisation part of ln p - ELBO.
 * 0 for any T with a reverse variance per dimension (along the principal axes).
 */
export function discretisationGap(diffusion: GaussianDiffusion, reverseVariance: ReverseVariance): Float64Array {
  const dim = diffusion.eigenvalues.length;
  return byStep(diffusion, (ratios) => {
    if (reverseVariance === 'per-dimension') return 0;
    if (reverseVariance === 'fixed') return sum(ratios, excessOfLog) / 2;
    // d ln mean(1 + r) - sum ln(1 + r) as the mean's log of each share, which keeps its digits where the ratios are alike.
    const mean = sum(ratios, (r) => r) / dim;
    return Math.max(0, -sum(ratios, (r) => Math.log1p((r - mean) / (1 + mean))) / 2);
  });
}
