import { polynomialRoots } from '../algebra/polynomial-roots.ts';
import { checkPositive } from '../errors/input-checks.ts';
import {
  checkRemedy,
  informationOf,
  type RemedyOptimum,
  type RemedySettings,
  reconstructionAt,
} from './remedy-settings.ts';
import { rootSum, usable, waterFilling } from './water-filling.ts';

export interface BatchNormSettings extends RemedySettings {
  /** g, the variance over the data of each posterior mean, as batch normalisation fixes it. */
  readonly meanVariance: number;
}

export interface BatchNormOptimum extends RemedyOptimum {
  /** D of each latent, shape [k], ascending. */
  readonly posteriorVariance: Float64Array;
}

/** t = g / D of each latent and y of the directions they use, in front. */
interface Candidate {
  readonly ratios: readonly number[];
  readonly y: readonly number[];
}

/**
 * The maximum of E_q ln p(x|z) - beta KL where every posterior mean has the variance g over the data (BN-VAE, Zhu et al.
 * 2020, arXiv 2004.12585), over the maps and the posterior variances D. A latent costs beta/2 (D + g - 1 - ln D), at least
 * beta g / 2, and brings a gain t = g / D. The first m latents sit on a direction each, with D from the cubic
 * lam g / (s2 (D + g)^2) + beta = beta / D; the others share one D, their gains (k - m) g / D filled over the directions
 * left; and one of those in front may share that pool with a D of its own. The best of all of these. Exact.
 */
export function batchNormOptimum(settings: BatchNormSettings): BatchNormOptimum {
  checkRemedy(settings);
  const { eigenvalues, latentDim, beta, variance, meanVariance: g } = settings;
  checkPositive('meanVariance', g);
  const threshold = beta * variance;
  const klAt = (ratio: number) => (g / ratio + g - 1 - Math.log(g / ratio)) / 2;
  const objectiveOf = ({ ratios, y }: Candidate) =>
    reconstructionAt(settings, y) - beta * ratios.reduce((sum, ratio) => sum + klAt(ratio), 0);
  const least = (candidates: readonly Candidate[]) =>
    candidates.reduce((a, b) => (objectiveOf(b) > objectiveOf(a) ? b : a));

  const front: Candidate[] = [];
  const candidates: Candidate[] = [];
  for (let own = 0; own <= Math.min(latentDim, eigenvalues.length); own++) {
    const ratios = front.flatMap((each) => each.ratios);
    const y = front.flatMap((each) => each.y);
    const left = eigenvalues.subarray(own);
    const rest = latentDim - own;
    const with_ = (of: readonly Candidate[]) =>
      of.map((each) => ({ ratios: [...ratios, ...each.ratios], y: [...y, ...each.y] }));
    candidates.push(...with_(pools(left, rest, g, threshold)), ...with_(sharedPools(left, rest - 1, g, threshold)));
    if (left.length === 0 || rest === 0) break;
    // The latents in front do not feel each other: the best of each direction by itself.
    const alone = pools(left.subarray(0, 1), 1, g, threshold);
    front.push(
      alone.reduce((a, b) => {
        const cost = ({ ratios: [ratio], y: [gain] }: Candidate) =>
          (left[0] as number) / (2 * variance * (gain ?? 1)) + beta * klAt(ratio as number);
        return cost(b) < cost(a) ? b : a;
      }),
    );
  }
  const best = least(candidates);
  const klPerDimension = Float64Array.from(best.ratios, klAt).sort().reverse();
  return {
    objective: objectiveOf(best),
    reconstruction: reconstructionAt(settings, best.y),
    klPerDimension,
    mutualInformation: informationOf(best.y),
    posteriorVariance: Float64Array.from(best.ratios, (ratio) => g / ratio).sort(),
  };
}

/** The stationary pools of `latents` of one ratio t: with n directions, S_n^2 t^2 = v (t - g) (latents t + n)^2. */
function pools(eigenvalues: Float64Array, latents: number, g: number, threshold: number): Candidate[] {
  if (latents === 0) return [{ ratios: [], y: [] }];
  const usableCount = usable(eigenvalues, latents);
  // No direction takes them: D = 1 is their least KL.
  if (usableCount === 0) return [{ ratios: new Array(latents).fill(g), y: [] }];
  return Array.from({ length: usableCount }, (_, index) => index + 1).flatMap((count) => {
    const square = rootSum(eigenvalues, count) ** 2 / threshold;
    const cubic = [
      -g * count * count,
      count * count - 2 * latents * count * g,
      2 * latents * count - g * latents * latents - square,
      latents * latents,
    ];
    return polynomialRoots(cubic, g, 2 * g + (2 * square) / (latents * latents)).flatMap((ratio) => {
      const gains = waterFilling(eigenvalues, latents * ratio, latents)?.gains ?? [];
      if (gains.length !== count) return [];
      return [{ ratios: new Array<number>(latents).fill(ratio), y: gains.map((gain) => 1 + gain) }];
    });
  });
}

/**
 * The stationary pools of `latents` of one ratio and one of another, which is the other root t of the same slope
 * 1/t - g/t^2 = (1 - q^2) / (4 g): t = 2 g / (1 -+ q), a quartic in q for each number of directions.
 */
function sharedPools(eigenvalues: Float64Array, latents: number, g: number, threshold: number): Candidate[] {
  if (latents < 1) return [];
  const limit = usable(eigenvalues, latents + 1);
  return Array.from({ length: limit }, (_, index) => index + 1).flatMap((count) => {
    const square = (4 * g * rootSum(eigenvalues, count) ** 2) / threshold;
    // (a + b q - n q^2)^2 - square (1 - q^2), a = 2 g (1 + latents) + n, b = 2 g (1 - latents).
    const [a, b] = [2 * g * (1 + latents) + count, 2 * g * (1 - latents)];
    const quartic = [a * a - square, 2 * a * b, b * b - 2 * a * count + square, -2 * b * count, count * count];
    return polynomialRoots(quartic, -1, 1).flatMap((q) => {
      const [own, common] = [(2 * g) / (1 - q), (2 * g) / (1 + q)];
      const gains = waterFilling(eigenvalues, own + latents * common, latents + 1)?.gains ?? [];
      // There are latents of these gains if and only if the directions' gains majorise them.
      const possible = own > common ? (gains[0] ?? 0) >= own : (gains[latents] ?? 0) <= own;
      if (gains.length !== count || !possible) return [];
      return [{ ratios: [own, ...new Array<number>(latents).fill(common)], y: gains.map((gain) => 1 + gain) }];
    });
  });
}
