import { checkCount, checkFinite, checkPositive } from '../errors/input-checks.ts';

/** A Gaussian q(z|x) of one dimension beside the Gaussian posterior p(z|x). */
export interface PosteriorPair {
  /** Mean of q minus mean of p. */
  readonly meanDifference: number;
  /** Variance of q. */
  readonly encoderVariance: number;
  /** Variance of p(z|x). */
  readonly posteriorVariance: number;
}

function checkPair({ meanDifference, encoderVariance, posteriorVariance }: PosteriorPair): void {
  checkFinite('meanDifference', [meanDifference]);
  checkPositive('encoderVariance', encoderVariance);
  checkPositive('posteriorVariance', posteriorVariance);
}

/**
 * chi^2(p || q) = Var_q of the weight p/q: sq^2 / (sp sqrt(2 sq^2 - sp^2)) exp(dm^2 / (2 sq^2 - sp^2)) - 1; infinite where
 * sp^2 >= 2 sq^2. Where it is finite, ln p - IWAE_K falls as chi^2 / (2 K) at large K. Posteriors of more dimensions
 * multiply 1 + chi^2.
 */
export function weightVariance(pair: PosteriorPair): number {
  checkPair(pair);
  const { meanDifference, encoderVariance, posteriorVariance } = pair;
  const left = 2 * encoderVariance - posteriorVariance;
  if (left <= 0) return Number.POSITIVE_INFINITY;
  return (encoderVariance / Math.sqrt(posteriorVariance * left)) * Math.exp(meanDifference ** 2 / left) - 1;
}

/** Spacing of ln s: the integrand is analytic in a strip of half-width pi/2, which this resolves to below 1e-16. */
const SPACING = 0.125;
const CODES = 1200;

/**
 * ln p(x) - E ln (1/K) sum_k p(x, z_k) / q(z_k|x), z_k ~ q: what the importance-weighted bound of K samples (Burda et al.
 * 2016, arXiv 1509.00519) leaves, nats; at K = 1, KL(q || p). Finite whatever the weights' variance. By
 * E ln S = int_0^inf (e^-s - E e^(-s S)) ds / s, where the expectation of a sum of K weights is a power: two quadratures,
 * no sampling, to about 1e-9.
 */
export function importanceWeightedGap(pair: PosteriorPair, samples: number): number {
  checkPair(pair);
  checkCount('samples', samples);
  const { meanDifference, encoderVariance, posteriorVariance } = pair;
  const ratio = encoderVariance / posteriorVariance;
  if (samples === 1) return (ratio + meanDifference ** 2 / posteriorVariance - 1 - Math.log(ratio)) / 2;
  const deviation = Math.sqrt(encoderVariance);
  const reach = 9 * Math.max(1, 1 / Math.sqrt(ratio)) + Math.abs(meanDifference) / deviation;
  const width = (2 * reach) / CODES;
  const codes = Array.from({ length: CODES + 1 }, (_, index) => {
    const u = -reach + index * width;
    const logDensity = -(u * u) / 2 - Math.log(2 * Math.PI) / 2;
    const logWeight = (u * u + Math.log(ratio) - (u * deviation + meanDifference) ** 2 / posteriorVariance) / 2;
    return { mass: Math.exp(logDensity) * width, logWeight };
  });
  const height = (logScale: number) => {
    // 1 - E e^(-s w), by expm1 to full precision at small s.
    const missing = codes.reduce(
      (sum, { mass, logWeight }) => sum - mass * Math.expm1(-Math.exp(logScale + logWeight)),
      0,
    );
    const all = missing < 1 ? samples * Math.log1p(-missing) : Number.NEGATIVE_INFINITY;
    return Math.exp(-Math.exp(logScale)) - Math.exp(all);
  };
  let sum = 0;
  for (let logScale = 0; ; logScale -= SPACING) {
    const value = height(logScale);
    sum += value;
    if (logScale < -36 - Math.log(samples)) break;
  }
  for (let logScale = SPACING; ; logScale += SPACING) {
    const value = height(logScale);
    sum += value;
    if (logScale > 4 && Math.abs(value) < 1e-14) break;
  }
  return Math.log(samples) - sum * SPACING;
}
