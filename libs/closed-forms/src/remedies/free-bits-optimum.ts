import { polynomialRoots } from '../algebra/polynomial-roots.ts';
import { ClosedFormError } from '../errors/closed-form-error.ts';
import {
  checkRemedy,
  informationOf,
  type RemedyOptimum,
  type RemedySettings,
  reconstructionAt,
} from './remedy-settings.ts';
import { rootSum, usable, waterFilling } from './water-filling.ts';

export interface FreeBitsSettings extends RemedySettings {
  /** delta: the mean KL of a latent below which it costs no less, nats. */
  readonly freeBits: number;
}

export interface FreeBitsOptimum extends RemedyOptimum {
  /** Latents whose KL is above `freeBits`; the others cost beta `freeBits` each, and read that KL. */
  readonly paying: number;
}

/** y of each direction in front, the latents that pay and their KL. */
interface Candidate {
  readonly y: readonly number[];
  readonly paid: readonly number[];
}

/**
 * The maximum of E_q ln p(x|z) - beta sum_i max(delta, mean KL_i): free bits as a hinge on each latent's mean over the data
 * (Kingma et al. 2016, arXiv 1606.04934, each latent a group). With v = beta s2, c = e^(2 delta) - 1:
 *
 * - paying latents sit on the leading directions, y = lam / v > 1 + c; the k - m others share a gain of c each over the
 *   directions left, at most as many as they are, by water-filling;
 * - or the last paying latent, of gain tau >= c, shares its direction with the k - p free ones: gains of sum
 *   tau + (k - p) c on at most k - p + 1 directions, with level v / (1 + tau), where its direction gains tau or more.
 *
 * The best of all of them, for every m, p and root tau. Exact for the mean over the data; a hinge for each data point is
 * another objective.
 */
export function freeBitsOptimum(settings: FreeBitsSettings): FreeBitsOptimum {
  checkRemedy(settings);
  const { eigenvalues, latentDim, beta, variance, freeBits } = settings;
  if (!(freeBits >= 0) || !Number.isFinite(freeBits)) {
    throw new ClosedFormError({
      field: 'freeBits',
      expected: 'a finite number of nats, at least 0',
      received: String(freeBits),
      remedy: 'Give the mean KL that each latent may have at no further cost.',
    });
  }
  const threshold = beta * variance;
  const floor = Math.expm1(2 * freeBits);
  const most = Math.min(latentDim, eigenvalues.length);
  const candidates: Candidate[] = [];
  for (let own = 0; own <= most; own++) {
    const y = Array.from(eigenvalues.subarray(0, own), (eigenvalue) => eigenvalue / threshold);
    if (y.some((value) => value <= 1 + floor)) break;
    const paid = y.map((value) => Math.log(value) / 2);
    const left = eigenvalues.subarray(own);
    const free = latentDim - own;
    const shared = waterFilling(left, free * floor, free);
    candidates.push({ y: [...y, ...(shared?.gains ?? []).map((gain) => 1 + gain)], paid });
    if (own === most) break;
    for (const tau of sharingRoots(left, free - 1, floor, threshold)) {
      const gains = waterFilling(left, tau + (free - 1) * floor, free)?.gains ?? [];
      if ((gains[0] ?? 0) < tau * (1 - 1e-12)) continue;
      candidates.push({ y: [...y, ...gains.map((gain) => 1 + gain)], paid: [...paid, Math.log1p(tau) / 2] });
    }
  }
  const objectiveOf = ({ y, paid }: Candidate) =>
    reconstructionAt(settings, y) -
    beta * (paid.reduce((sum, kl) => sum + kl, 0) + (latentDim - paid.length) * freeBits);
  const best = candidates.reduce((a, b) => (objectiveOf(b) > objectiveOf(a) ? b : a));
  const klPerDimension = new Float64Array(latentDim).fill(freeBits);
  klPerDimension.set(best.paid);
  return {
    objective: objectiveOf(best),
    reconstruction: reconstructionAt(settings, best.y),
    klPerDimension,
    mutualInformation: informationOf(best.y),
    paying: best.paid.length,
  };
}

/** Every tau > c with level(tau + free c) = v / (1 + tau): with n directions, S_n^2 (1 + tau) = v (tau + free c + n)^2. */
function sharingRoots(eigenvalues: Float64Array, free: number, floor: number, threshold: number): number[] {
  const limit = (eigenvalues[0] as number) / threshold;
  return Array.from({ length: usable(eigenvalues, free + 1) }, (_, index) => index + 1).flatMap((count) => {
    const square = rootSum(eigenvalues, count) ** 2;
    const rest = free * floor + count;
    const roots = polynomialRoots(
      [threshold * rest * rest - square, 2 * threshold * rest - square, threshold],
      floor,
      Math.max(floor, limit * count * count + 1),
    );
    return roots.filter((tau) => {
      const filled = waterFilling(eigenvalues, tau + free * floor, free + 1);
      return filled?.gains.length === count;
    });
  });
}
