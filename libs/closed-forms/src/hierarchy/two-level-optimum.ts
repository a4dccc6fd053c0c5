import { checkCount, checkPositive } from '../errors/input-checks.ts';
import { FLOAT32_ROUNDING } from '../linear-vae/learned-variance.ts';
import { type LinearOptimum, linearOptimum, NEAR } from '../linear-vae/linear-optimum.ts';
import type { NoOptimum } from '../linear-vae/no-optimum.ts';
import { ACTIVE_ABOVE } from '../posteriors/collapse.ts';

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
  /** Most dimensions of the data that z1 can carry, where a hidden layer of a deep linear network is narrower than it. */
  readonly width?: number;
}

/**
 * The best linear VAE of two levels. `elbo` and `kl` are of both. `active` counts the dimensions of z1 as a trained model's
 * are counted, against the level's own prior: those with Var_x(posterior mean) / s1 > 0.01 there. `threshold` is the
 * eigenvalue above which a direction is used at all. `klPerDimension` is the mean KL(q(z1_i|x) || N(0, s1)).
 */
export interface TwoLevelOptimum extends LinearOptimum {
  /** Dimensions of z2 with Var(posterior mean) > 0.01, its prior being N(0, I); null where the optimum leaves them open. */
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
    ...(settings.width === undefined ? {} : { width: settings.width }),
    reduction: 'elbo',
  });
  if ('none' in oneLevel) return oneLevel;
  if (!(secondBeta > 0)) return { none: 'the weight of the second level is 0: nothing bounds its KL' };
  if (settings.firstVariance !== 'learned')
    return atFirstVariance(settings, settings.firstVariance, oneLevel.threshold);
  if (secondBeta < beta) {
    return {
      none: `the second level's weight ${secondBeta} is below the first's, ${beta}: the objective grows with the scale of z1, without bound`,
    };
  }
  // z1 / sqrt(s1) is the one level's code, whose mean has the variance 1 - beta s2 / lambda.
  const counted = oneLevel.threshold / (1 - ACTIVE_ABOVE);
  const leading = Array.from(eigenvalues.subarray(0, oneLevel.klPerDimension.length), (eigenvalue) => ({
    eigenvalue,
    counted,
  }));
  const open = secondBeta === beta;
  return {
    ...oneLevel,
    ...counts(leading.slice(0, settings.width)),
    secondActive: open ? null : 0,
    secondThreshold: open ? null : Number.POSITIVE_INFINITY,
  };
}

/** A direction of the data with the eigenvalue above which it counts as active. */
interface Counted {
  readonly eigenvalue: number;
  readonly counted: number;
}

function counts(
  directions: readonly Counted[],
): Pick<LinearOptimum, 'active' | 'activeAtLeast' | 'activeAtMost' | 'nearThreshold'> {
  const above = (share: number) => directions.filter(({ eigenvalue, counted }) => eigenvalue > counted * share).length;
  return {
    active: above(1),
    activeAtLeast: above(1 + FLOAT32_ROUNDING),
    activeAtMost: above(1 - FLOAT32_ROUNDING),
    nearThreshold: directions.filter(({ eigenvalue, counted }) => Math.abs(eigenvalue / counted - 1) < NEAR).length,
  };
}

/** One direction of the data at the optimum. */
interface Direction extends Counted {
  /** M, the second moment of its dimension of z1 over the data and q. */
  readonly moment: number;
  /** Minus its share of the objective, but for the entropy of q(z1|x). */
  readonly cost: number;
  /** Var of the posterior mean of the dimension of z2 that models it; 0 where none does. */
  readonly secondMeanVariance: number;
  /** Its share of KL(q(z1, z2|x) || p(z1, z2)), but for the same entropy. */
  readonly kl: number;
}

function atFirstVariance(
  settings: TwoLevelSettings,
  firstVariance: number,
  oneLevelThreshold: number,
): TwoLevelOptimum | NoOptimum {
  const { eigenvalues, latentDim, secondLatentDim, beta, secondBeta, variance, priorVariance } = settings;
  checkPositive('firstVariance', firstVariance);
  const width = Math.min(latentDim, settings.width ?? latentDim);
  const leading = Array.from({ length: latentDim }, (_, index) => (index < width ? (eigenvalues[index] ?? 0) : 0));
  const onset = (secondBeta * priorVariance) / beta;
  const leastMoment = firstVariance + ACTIVE_ABOVE * priorVariance;

  const alone = (eigenvalue: number): Direction => {
    const scale = (firstVariance * priorVariance) / oneLevelThreshold;
    const moment = Math.max(firstVariance, Math.sqrt(eigenvalue * scale));
    const kl = moment / (2 * priorVariance);
    const cost = (eigenvalue * firstVariance) / (2 * variance * moment) + beta * kl;
    return { eigenvalue, moment, cost, kl, counted: leastMoment ** 2 / scale, secondMeanVariance: 0 };
  };
  const withSecond = (eigenvalue: number): Direction & { readonly gain: number } => {
    const scale = firstVariance / (variance * secondBeta);
    const moment = Math.max(firstVariance, eigenvalue * scale);
    const secondKl = Math.log(moment / onset) / 2;
    const cost = (eigenvalue * firstVariance) / (2 * variance * moment) + secondBeta * (0.5 + secondKl);
    return {
      eigenvalue,
      moment,
      cost,
      // What z2 leaves of a dimension of z1 is the onset.
      kl: onset / (2 * priorVariance) + secondKl,
      counted: leastMoment / scale,
      secondMeanVariance: 1 - onset / moment,
      gain: moment > onset ? Math.max(0, alone(eigenvalue).cost - cost) : 0,
    };
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

  // E_q ln q(z1|x) of a dimension, the normaliser 2 pi s1 of its prior taken out.
  const entropy = -(1 + Math.log(firstVariance / priorVariance)) / 2;
  const rest = eigenvalues.subarray(width).reduce((sum, value) => sum + value, 0) / (2 * variance);
  const constant = -(eigenvalues.length / 2) * Math.log(2 * Math.PI * variance) - rest;
  const sum = (of: (direction: Direction) => number) => directions.reduce((total, each) => total + of(each), 0);
  const kl = sum((direction) => direction.kl) + latentDim * entropy;
  const objective = constant - sum((direction) => direction.cost) - beta * latentDim * entropy;
  const error = sum(({ eigenvalue, moment }) => (eigenvalue * firstVariance) / (2 * variance * moment));
  if (!Number.isFinite(objective)) return { none: 'the numbers leave the range of float64' };
  return {
    objective,
    elbo: constant - error - kl,
    kl,
    ...counts(directions),
    decoderVariance: variance,
    threshold: variance * Math.min((beta * firstVariance) / priorVariance, secondBeta),
    klPerDimension: Float64Array.from(directions, ({ moment }) => moment / (2 * priorVariance) + entropy),
    secondActive: directions.filter(({ secondMeanVariance }) => secondMeanVariance > ACTIVE_ABOVE).length,
    secondThreshold:
      firstVariance > onset ? 0 : (variance * priorVariance * secondBeta * secondBeta) / (beta * firstVariance),
  };
}
