import { ClosedFormError } from './closed-form-error.ts';
import { impliedBetaVariance, type LossShape, lossWeights, type Reduction } from './implied-beta-variance.ts';
import { checkFinite, checkLength, checkPositive } from './input-checks.ts';
import { rankOf } from './rank.ts';

export interface LinearOptimumSettings extends LossShape {
  /** Of the data covariance (divided by N), shape [d], descending. */
  readonly eigenvalues: Float64Array;
  readonly beta: number;
  /** Decoder variance; where it is learned, only its start. */
  readonly variance: number;
  readonly learn: 'fixed' | 'scalar';
  readonly reduction: Reduction;
}

/** The best linear VAE for these settings, with each bias at its best too. */
export interface LinearOptimum {
  /**
   * E_q log p(x|z) - beta KL, nats per data point; for a loss as written, minus the loss of a batch whose squared error
   * and KL are the data set's means.
   */
  readonly objective: number;
  /** Latent dimensions in use. */
  readonly active: number;
  readonly decoderVariance: number;
  /** beta * decoder variance of the loss: a direction of the data is used where its eigenvalue is above. */
  readonly threshold: number;
  /** Mean KL of each dimension at the optimum, shape [k], nats, descending; 0 where collapsed. */
  readonly klPerDimension: Float64Array;
  /** Among the k leading eigenvalues, those within 2% of the threshold: slow to train, and near enough to tip. */
  readonly nearThreshold: number;
}

/** There is no finite optimum, and why. */
export interface NoOptimum {
  readonly none: string;
}

const NEAR = 0.02;
const SMALLEST_NORMAL = 2 ** -1022;

/**
 * The closed-form maximum of a linear VAE's objective (Lucas et al. 2019; Wang & Ziyin 2022; Dang et al. 2023).
 * A loss as written has no decoder variance, so `learn` changes nothing there.
 * @throws ClosedFormError for a variance <= 0, a beta that is negative or not finite, or the wrong number of eigenvalues.
 */
export function linearOptimum(settings: LinearOptimumSettings): LinearOptimum | NoOptimum {
  const { eigenvalues, latentDim, dim, beta, variance, reduction } = settings;
  checkLength('eigenvalues', eigenvalues, dim);
  checkFinite('eigenvalues', eigenvalues);
  checkPositive('variance', variance);
  if (!(beta >= 0 && Number.isFinite(beta))) {
    throw new ClosedFormError({
      field: 'beta',
      expected: 'a finite number of at least 0',
      received: String(beta),
      remedy: 'Give a beta of 0 or more.',
    });
  }
  if (beta === 0) {
    return {
      none: 'beta is 0: nothing bounds the KL, and the objective only nears its supremum as the KL grows forever',
    };
  }
  if (reduction === 'elbo' && settings.learn === 'scalar') {
    const learned = learnedVariance(eigenvalues, latentDim, beta);
    return typeof learned === 'number' ? representable(optimumAt(learned, beta * learned, settings)) : learned;
  }
  return representable(optimumAt(variance, impliedBetaVariance(settings), settings));
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
  const leading = eigenvalues.subarray(0, latentDim);
  const active = leading.reduce((count, eigenvalue) => (eigenvalue > threshold ? count + 1 : count), 0);
  const klPerDimension = new Float64Array(latentDim);
  for (let i = 0; i < active; i++) klPerDimension[i] = Math.log((eigenvalues[i] as number) / threshold) / 2;
  const kl = klPerDimension.reduce((sum, value) => sum + value, 0);
  // What an active direction leaves of the squared error is beta * variance; a collapsed one leaves its eigenvalue.
  const squaredError = active * threshold + eigenvalues.subarray(active).reduce((sum, value) => sum + value, 0);

  let objective: number;
  if (reduction === 'elbo') {
    objective = -(dim * Math.log(2 * Math.PI * decoderVariance) + squaredError / decoderVariance) / 2 - beta * kl;
  } else {
    const weights = lossWeights(reduction, settings);
    objective = -settings.batchSize * (weights.reconstruction * squaredError + beta * weights.kl * kl);
  }
  const nearThreshold = leading.reduce(
    (count, eigenvalue) => (Math.abs(eigenvalue / threshold - 1) < NEAR ? count + 1 : count),
    0,
  );
  return { objective, active, decoderVariance, threshold, klPerDimension, nearThreshold };
}

/**
 * The best decoder variance: (sum of the collapsed eigenvalues) / (d - active * beta) for the number of active
 * dimensions that is consistent with it. The slope of the objective in ln(variance) only falls as the variance grows,
 * also across the points where a dimension collapses, so going from all collapsed to all active the first segment whose
 * lower end has a slope >= 0 holds the one optimum.
 */
function learnedVariance(eigenvalues: Float64Array, latentDim: number, beta: number): number | NoOptimum {
  const dim = eigenvalues.length;
  const rank = rankOf(eigenvalues);
  const most = Math.min(latentDim, rank);
  let collapsed = eigenvalues.subarray(0, rank).reduceRight((sum, value) => sum + value, 0);
  for (let active = 0; active < most; active++) {
    const next = eigenvalues[active] as number;
    if ((dim - active * beta) * next <= collapsed * beta) return collapsed / (dim - active * beta);
    collapsed = eigenvalues.subarray(active + 1, rank).reduceRight((sum, value) => sum + value, 0);
  }
  if (latentDim < rank) return collapsed / (dim - most * beta);
  return {
    none:
      `latentDim ${latentDim} is not below the rank of the data, ${rank}: ` +
      'as the decoder variance goes to 0 the objective grows without bound',
  };
}
