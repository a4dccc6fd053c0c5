import { checkCount, checkPositive } from './input-checks.ts';
import { type LinearOptimum, linearOptimum, type NoOptimum } from './linear-optimum.ts';

export interface TwoLevelSettings {
  /** Of the data covariance (divided by N), shape [d], descending. */
  readonly eigenvalues: Float64Array;
  /** Dimensions of z1 and z2. */
  readonly latentDim: number;
  readonly secondLatentDim: number;
  /** Weights of E_q [ln q(z1|x) - ln p(z1|z2)] and of KL(q(z2|z1) || p(z2)). */
  readonly beta: number;
  readonly secondBeta: number;
  /** Decoder variance s2, fixed. */
  readonly variance: number;
  /** Variance s1 of p(z1|z2). */
  readonly priorVariance: number;
  /** Variance of q(z1|x) in each of its dimensions, fixed at a number or learned. */
  readonly firstVariance: number | 'learned';
}

/** The best linear VAE of two levels; `active`, `threshold` and `klPerDimension` are of z1. */
export interface TwoLevelOptimum extends LinearOptimum {
  /** Dimensions of z2 in use; null where the optimum leaves them open. */
  readonly secondActive: number | null;
  /** A direction of the data reaches z2 where its eigenvalue is above; null where the optimum leaves it open. */
  readonly secondThreshold: number | null;
}

/**
 * The maximum of E_q ln p(x|z1) - beta E_q [ln q(z1|x) - ln p(z1|z2)] - secondBeta KL(q(z2|z1) || p(z2)) over all linear
 * maps, biases and the posterior variance of z2, for p(z2) = N(0, I), p(z1|z2) = N(B z2 + b, s1 I), p(x|z1) = N(W z1 +
 * mu, s2 I) (the setting of Dang et al. 2023, theorems 3 and 4; derived here for any s1 and checked numerically).
 *
 * With v^2 = firstVariance fixed, let M be the second moment of a dimension of z1. The best W leaves lambda v^2 / M of
 * the squared error; the best second level is a linear VAE of z1, in use where M > secondBeta s1 / beta. What is left is
 * convex in ln M for each direction by itself:
 * - z1 is in use where lambda > s2 min(beta v^2 / s1, secondBeta);
 * - z2 is in use where lambda > s2 s1 secondBeta^2 / (beta v^2), and everywhere once v^2 > secondBeta s1 / beta.
 *
 * Where that variance is learned, only z1's scale sees the difference of the two weights. secondBeta > beta: z2 collapses
 * whole, and z1 is a linear VAE with beta. secondBeta = beta: the same optimum, with z2 in use or not. secondBeta < beta:
 * the objective grows without bound as z1 does.
 */
export function twoLevelOptimum(settings: TwoLevelSettings): TwoLevelOptimum | NoOptimum {
  const { eigenvalues, latentDim, secondLatentDim, beta, secondBeta, variance, priorVariance } = settings;
  checkCount('secondLatentDim', secondLatentDim);
  checkPositive('priorVariance', priorVariance);
  const oneLevel = linearOptimum({
    eigenvalues,
    latentDim,
    dim: eigenvalues.length,
    batchSize: 1,
    beta,
    variance,
    learn: 'fixed',
    reduction: 'elbo',
  });
  if ('none' in oneLevel) return oneLevel;
  if (!(secondBeta > 0)) return { none: 'the weight of the second level is 0: nothing bounds its KL' };
  if (settings.firstVariance === 'learned') {
    if (secondBeta < beta) {
      return {
        none: `the second level's weight ${secondBeta} is below the first's, ${beta}: the objective grows with the scale of z1, without bound`,
      };
    }
    const open = secondBeta === beta;
    return { ...oneLevel, secondActive: open ? null : 0, secondThreshold: open ? null : Number.POSITIVE_INFINITY };
  }
  return atFirstVariance(settings, settings.firstVariance, oneLevel);
}

const NEAR = 0.02;

function atFirstVariance(
  settings: TwoLevelSettings,
  firstVariance: number,
  oneLevel: LinearOptimum,
): TwoLevelOptimum | NoOptimum {
  const { eigenvalues, latentDim, secondLatentDim, beta, secondBeta, variance, priorVariance } = settings;
  checkPositive('firstVariance', firstVariance);
  const leading = Array.from(eigenvalues.subarray(0, latentDim));
  const onset = (secondBeta * priorVariance) / beta;

  // Minus the objective of one direction at the moment M of its dimension of z1, without and with z2.
  const alone = (eigenvalue: number) => {
    const root = Math.sqrt((eigenvalue * firstVariance * priorVariance) / (variance * beta));
    const moment = Math.max(firstVariance, root);
    const cost = (eigenvalue * firstVariance) / (2 * variance * moment) + (beta * moment) / (2 * priorVariance);
    return { moment, cost, used: root > firstVariance };
  };
  const withSecond = (eigenvalue: number) => {
    const root = (eigenvalue * firstVariance) / (variance * secondBeta);
    const moment = Math.max(firstVariance, root);
    const used = moment > onset;
    const cost =
      (eigenvalue * firstVariance) / (2 * variance * moment) + (secondBeta / 2) * (1 + Math.log(moment / onset));
    return { moment, cost, used: root > firstVariance, gain: used ? Math.max(0, alone(eigenvalue).cost - cost) : 0 };
  };
  const gains = leading.map((eigenvalue) => withSecond(eigenvalue).gain);
  const reaching = new Set(
    [...gains.keys()]
      .filter((index) => (gains[index] ?? 0) > 0)
      .sort((a, b) => (gains[b] ?? 0) - (gains[a] ?? 0) || a - b)
      .slice(0, secondLatentDim),
  );
  const directions = leading.map((eigenvalue, index) =>
    reaching.has(index) ? withSecond(eigenvalue) : alone(eigenvalue),
  );

  const entropy = (beta / 2) * latentDim * (1 + Math.log(firstVariance / priorVariance));
  const rest = eigenvalues.subarray(latentDim).reduce((sum, value) => sum + value, 0) / (2 * variance);
  const cost = directions.reduce((sum, direction) => sum + direction.cost, 0) + rest - entropy;
  const objective = -(eigenvalues.length / 2) * Math.log(2 * Math.PI * variance) - cost;
  const first = variance * Math.min((beta * firstVariance) / priorVariance, secondBeta);
  const second =
    firstVariance > onset ? 0 : (variance * priorVariance * secondBeta * secondBeta) / (beta * firstVariance);
  if (!Number.isFinite(objective)) return { none: 'the numbers leave the range of float64' };
  return {
    ...oneLevel,
    objective,
    active: directions.filter(({ used }) => used).length,
    threshold: first,
    klPerDimension: Float64Array.from(
      directions,
      ({ moment }) => (moment / priorVariance - 1 - Math.log(firstVariance / priorVariance)) / 2,
    ),
    nearThreshold: leading.filter((eigenvalue) => Math.abs(eigenvalue / first - 1) < NEAR).length,
    secondActive: reaching.size,
    secondThreshold: second,
  };
}
