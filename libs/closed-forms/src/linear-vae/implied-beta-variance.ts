import { checkCount, checkPositive } from '../errors/input-checks.ts';

/**
 * How a training loss was reduced: `elbo`, nats per data point, or a loss as people write it, RECONSTRUCTION-KL: the sum
 * over everything, the batch's sum divided by its size, or the mean over every element.
 */
export type Reduction = 'elbo' | LossAsWritten;
export type LossAsWritten = 'sum-sum' | 'batch-batch' | 'mean-sum' | 'mean-batch' | 'mean-mean';

export interface LossShape {
  /** Data points a batch. */
  readonly batchSize: number;
  /** d */
  readonly dim: number;
  /** k */
  readonly latentDim: number;
}

export interface LossWeights {
  /** Of the squared error, summed over the batch and d. */
  readonly reconstruction: number;
  /** Of the KL divergence, summed over the batch and k, before beta. */
  readonly kl: number;
}

/** loss = reconstruction * sum(squared error) + beta * kl * sum(KL). */
export function lossWeights(reduction: LossAsWritten, { batchSize, dim, latentDim }: LossShape): LossWeights {
  switch (reduction) {
    case 'sum-sum':
      return { reconstruction: 1, kl: 1 };
    case 'batch-batch':
      return { reconstruction: 1 / batchSize, kl: 1 / batchSize };
    case 'mean-sum':
      return { reconstruction: 1 / (batchSize * dim), kl: 1 };
    case 'mean-batch':
      return { reconstruction: 1 / (batchSize * dim), kl: 1 / batchSize };
    case 'mean-mean':
      return { reconstruction: 1 / (batchSize * dim), kl: 1 / (batchSize * latentDim) };
  }
}

/**
 * beta * decoder variance that a loss really trains, the one number that decides which dimensions live. For the ELBO it
 * is what it says; a loss as written is a Gaussian negative ELBO, up to a factor, with beta * variance =
 * beta * kl weight / (2 * reconstruction weight), whatever variance was meant.
 */
export function impliedBetaVariance(
  settings: LossShape & { readonly reduction: Reduction; readonly beta: number; readonly variance: number },
): number {
  checkCount('batchSize', settings.batchSize);
  checkCount('dim', settings.dim);
  checkCount('latentDim', settings.latentDim);
  if (settings.reduction === 'elbo') {
    checkPositive('variance', settings.variance);
    return settings.beta * settings.variance;
  }
  const weights = lossWeights(settings.reduction, settings);
  return (settings.beta * weights.kl) / (2 * weights.reconstruction);
}
