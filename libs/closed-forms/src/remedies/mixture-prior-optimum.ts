import { checkCount, checkPositive } from '../errors/input-checks.ts';

export interface MixturePriorSettings {
  /** lam, of the one direction of the data. */
  readonly eigenvalue: number;
  readonly beta: number;
  /** Decoder variance s2, fixed. */
  readonly variance: number;
  /** P, of p(z) = sum_p w_p N(m_p, D), D the variance of q(z|x). */
  readonly components: number;
  /** w_p = 1/P, a VampPrior on pseudo-inputs, or learned. */
  readonly weights: 'equal' | 'learned';
}

export interface MixturePriorOptimum {
  /** E_q ln p(x|z) - beta KL(q(z|x) || p(z)), nats per data point. */
  readonly objective: number;
  readonly kl: number;
  /** y = M / D of the latent: 1 where it has collapsed, which it has if and only if lam <= beta s2, for any P. */
  readonly ratio: number;
  /** m_p in posterior standard deviations, ascending, shape [P]. */
  readonly means: readonly number[];
  /** w_p, of sum 1, shape [P]. */
  readonly weights: readonly number[];
}

const CODES = 200;
const ROUNDS = 3000;

/**
 * The optimum of one latent on one direction of Gaussian data with a mixture of P components as its prior (VampPrior,
 * Tomczak and Welling 2018, arXiv 1705.07120). P = 1: y = sqrt(lam / v), 2 cost = ln 2 pi s2 + lam / (s2 y) + beta (y - 1),
 * exact; more components come nearer to the standard normal prior's optimum, y = lam / v, and reach it only as P grows
 * without end. By EM for the means and the stationarity of y, y^2 = lam / (v E[1 - Var(m|z)]), on a quadrature of z ~ N(0, y).
 */
export function mixturePriorOptimum(settings: MixturePriorSettings): MixturePriorOptimum {
  const { eigenvalue, beta, variance, components } = settings;
  checkPositive('eigenvalue', eigenvalue);
  checkPositive('beta', beta);
  checkPositive('variance', variance);
  checkCount('components', components);
  const signal = eigenvalue / (beta * variance);
  let weights = new Array<number>(components).fill(1 / components);
  const result = (ratio: number, kl: number, means: readonly number[]): MixturePriorOptimum => ({
    objective: -(Math.log(2 * Math.PI * variance) + eigenvalue / (variance * ratio)) / 2 - beta * kl,
    kl,
    ratio,
    means,
    weights,
  });
  if (signal <= 1) return result(1, 0, new Array(components).fill(0));
  let ratio = Math.sqrt(signal);
  if (components === 1) return result(ratio, (ratio - 1) / 2, [0]);
  let means = weights.map((_, p) => ((2 * p + 1) / components - 1) * 2 * Math.sqrt(ratio));
  for (let round = 0; round < ROUNDS; round++) {
    const { moments, masses, left } = responsibilities(means, weights, ratio);
    // Half of the way in ln y: the whole of it can go back and forth between two values.
    const next = Math.sqrt(ratio * Math.sqrt(signal / left));
    const updated = moments.map((moment, p) => moment / (masses[p] as number));
    const moved = Math.abs(next - ratio) + updated.reduce((sum, mean, p) => sum + Math.abs(mean - (means[p] ?? 0)), 0);
    if (settings.weights === 'learned') weights = masses;
    [means, ratio] = [updated, next];
    if (moved < 1e-8 * ratio) break;
  }
  const { logDensity } = responsibilities(means, weights, ratio);
  return result(ratio, -logDensity - (Math.log(2 * Math.PI) + 1) / 2, means);
}

/**
 * Over z ~ N(0, ratio), all in posterior standard deviations: each component's share and its share of z, E[1 - Var(m|z)] and
 * E ln p(z).
 */
function responsibilities(means: readonly number[], weights: readonly number[], ratio: number) {
  const deviation = Math.sqrt(ratio);
  const width = 18 / CODES;
  const masses = means.map(() => 0);
  const moments = means.map(() => 0);
  const logWeights = weights.map(Math.log);
  const shares = new Float64Array(means.length);
  let [left, logDensity] = [0, 0];
  for (let index = 0; index <= CODES; index++) {
    const u = -9 + index * width;
    const density = (Math.exp(-(u * u) / 2) * width) / Math.sqrt(2 * Math.PI);
    const z = u * deviation;
    // The component next to z keeps the sum above 0.
    let most = Number.NEGATIVE_INFINITY;
    for (let p = 0; p < means.length; p++) {
      shares[p] = (logWeights[p] as number) - (z - (means[p] as number)) ** 2 / 2;
      most = Math.max(most, shares[p] as number);
    }
    let total = 0;
    for (let p = 0; p < means.length; p++) {
      shares[p] = Math.exp((shares[p] as number) - most);
      total += shares[p] as number;
    }
    logDensity += density * (most + Math.log(total) - Math.log(2 * Math.PI) / 2);
    let mean = 0;
    let square = 0;
    for (let p = 0; p < means.length; p++) {
      const r = (shares[p] as number) / total;
      const m = means[p] as number;
      mean += r * m;
      square += r * m * m;
      masses[p] = (masses[p] as number) + density * r;
      moments[p] = (moments[p] as number) + density * r * z;
    }
    left += density * (1 - (square - mean * mean));
  }
  return { moments, masses, left, logDensity };
}
