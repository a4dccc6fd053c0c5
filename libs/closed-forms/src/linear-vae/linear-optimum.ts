import { ClosedFormError } from '../errors/closed-form-error.ts';
import { checkCount, checkFinite, checkLength, checkPositive } from '../errors/input-checks.ts';
import { impliedBetaVariance, type LossShape, lossWeights, type Reduction } from './implied-beta-variance.ts';
import { FLOAT32_ROUNDING, learnedVariance } from './learned-variance.ts';
import type { NoOptimum } from './no-optimum.ts';

export interface LinearOptimumSettings extends LossShape {
  /** Of the data covariance (divided by N), shape [d], descending. */
  readonly eigenvalues: Float64Array;
  readonly beta: number;
  /** Decoder variance; where it is learned, only its start. */
  readonly variance: number;
  readonly learn: 'fixed' | 'scalar';
  /** What is added to a learned variance, which so stays above it; 0 where it is left out. */
  readonly varianceFloor?: number;
  /** Most dimensions that can be in use, where a hidden layer of a deep linear network is narrower than latentDim. */
  readonly width?: number;
  readonly reduction: Reduction;
}

/** The best linear VAE for these settings, with each bias at its best too. */
export interface LinearOptimum {
  /**
   * E_q log p(x|z) - beta KL, nats per data point; for a loss as written, minus the loss of a batch whose squared error
   * and KL are the data set's means. Where a variance floor is what stops the variance, the supremum.
   */
  readonly objective: number;
  /** E_q log p(x|z) - KL, nats per data point; for a loss as written, at the given `variance`. */
  readonly elbo: number;
  /** Nats per data point. */
  readonly kl: number;
  /** Latent dimensions in use. */
  readonly active: number;
  /** The same with each eigenvalue within float32 rounding (1e-6) of the threshold taken as below it, and as above. */
  readonly activeAtLeast: number;
  readonly activeAtMost: number;
  readonly decoderVariance: number;
  /** beta * decoder variance of the loss: a direction of the data is used where its eigenvalue is above. */
  readonly threshold: number;
  /** Mean KL of each dimension at the optimum, shape [k], nats, descending; 0 where collapsed. */
  readonly klPerDimension: Float64Array;
  /** Among the k leading eigenvalues, those within 2% of the threshold: slow to train, and near enough to tip. */
  readonly nearThreshold: number;
}

/** A best objective that many models have, which use different numbers of dimensions, and why. */
export interface OpenOptimum {
  readonly objective: number;
  readonly open: string;
  /** The decoder variances that have it, from the first to the second. */
  readonly decoderVariances: readonly [from: number, to: number];
}

/** How near to a threshold an eigenvalue is near, as a share of it. */
export const NEAR = 0.02;
const SMALLEST_NORMAL = 2 ** -1022;

/**
 * The closed-form maximum of a linear VAE's objective (Lucas et al. 2019; Wang & Ziyin 2022; Dang et al. 2023).
 * A loss as written has no decoder variance, so `learn` changes nothing there.
 * @throws ClosedFormError for a variance <= 0, a beta or floor that is negative or not finite, or the wrong number of eigenvalues.
 */
export function linearOptimum(settings: LinearOptimumSettings & { readonly learn: 'fixed' }): LinearOptimum | NoOptimum;
export function linearOptimum(settings: LinearOptimumSettings): LinearOptimum | OpenOptimum | NoOptimum;
export function linearOptimum(settings: LinearOptimumSettings): LinearOptimum | OpenOptimum | NoOptimum {
  const { eigenvalues, dim, beta, variance, reduction, varianceFloor: floor = 0 } = settings;
  checkLength('eigenvalues', eigenvalues, dim);
  checkFinite('eigenvalues', eigenvalues);
  checkPositive('variance', variance);
  checkNotNegative('beta', beta);
  checkNotNegative('varianceFloor', floor);
  if (settings.width !== undefined) checkCount('width', settings.width);
  if (beta === 0) {
    return {
      none: 'beta is 0: nothing bounds the KL, and the objective only nears its supremum as the KL grows forever',
    };
  }
  if (reduction === 'elbo' && settings.learn === 'scalar') {
    const learned = learnedVariance({ eigenvalues, width: widthOf(settings), beta, floor });
    if (typeof learned === 'number') return representable(optimumAt(learned, beta * learned, settings));
    if ('none' in learned) return learned;
    const { from, to } = learned;
    const optimum = representable(optimumAt(to, beta * to, settings));
    if ('none' in optimum) return optimum;
    return {
      objective: optimum.objective,
      open: `the objective is the same at every decoder variance from ${from} to ${to}`,
      decoderVariances: [from, to],
    };
  }
  return representable(optimumAt(variance, impliedBetaVariance(settings), settings));
}

function checkNotNegative(field: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  throw new ClosedFormError({
    field,
    expected: 'a finite number of at least 0',
    received: String(value),
    remedy: `Give a ${field} of 0 or more.`,
  });
}

/** Most dimensions that can be in use. */
function widthOf({ latentDim, width = latentDim }: LinearOptimumSettings): number {
  return Math.min(latentDim, width);
}

/** Rather no optimum than a NaN or an infinity, where numbers near 1e-308 leave the range of float64. */
function representable(optimum: LinearOptimum): LinearOptimum | NoOptimum {
  const { objective, threshold, decoderVariance } = optimum;
  if (Number.isFinite(objective) && Math.min(threshold, decoderVariance) >= SMALLEST_NORMAL) return optimum;
  return {
    none: `the numbers leave the range of float64: decoder variance ${decoderVariance}, times beta ${threshold}`,
  };
}

/** The optimum where the decoder variance is known and `threshold` = beta * variance, as the loss implies it. */
function optimumAt(decoderVariance: number, threshold: number, settings: LinearOptimumSettings): LinearOptimum {
  const { eigenvalues, latentDim, dim, beta, reduction } = settings;
  const leading = eigenvalues.subarray(0, widthOf(settings));
  const above = (least: number) => leading.reduce((count, value) => (value > least ? count + 1 : count), 0);
  const active = above(threshold);
  const klPerDimension = new Float64Array(latentDim);
  for (let i = 0; i < active; i++) klPerDimension[i] = Math.log((eigenvalues[i] as number) / threshold) / 2;
  const kl = klPerDimension.reduce((sum, value) => sum + value, 0);
  // What an active direction leaves of the squared error is beta * variance; a collapsed one leaves its eigenvalue.
  const squaredError = active * threshold + eigenvalues.subarray(active).reduce((sum, value) => sum + value, 0);

  const reconstruction = -(dim * Math.log(2 * Math.PI * decoderVariance) + squaredError / decoderVariance) / 2;
  let objective: number;
  if (reduction === 'elbo') {
    objective = reconstruction - beta * kl;
  } else {
    const weights = lossWeights(reduction, settings);
    objective = -settings.batchSize * (weights.reconstruction * squaredError + beta * weights.kl * kl);
  }
  const nearThreshold = leading.reduce(
    (count, eigenvalue) => (Math.abs(eigenvalue / threshold - 1) < NEAR ? count + 1 : count),
    0,
  );
  return {
    objective,
    elbo: reconstruction - kl,
    kl,
    active,
    activeAtLeast: above(threshold * (1 + FLOAT32_ROUNDING)),
    activeAtMost: above(threshold * (1 - FLOAT32_ROUNDING)),
    decoderVariance,
    threshold,
    klPerDimension,
    nearThreshold,
  };
}
