/** Of a loss as written, see writtenLoss. */
export type Reduction = 'sum-sum' | 'batch-batch' | 'mean-sum' | 'mean-batch' | 'mean-mean';

/** loss = reconstruction * sum(errors) + beta * kl * sum(KL), both sums over the batch and all dimensions. */
export interface ReductionWeights {
  readonly reconstruction: number;
  readonly kl: number;
}

/** The weights of a loss as written, for B data points of `dim` dimensions and `latentDim` latent ones. */
export function reductionWeights(
  reduction: Reduction,
  { batchSize, dim, latentDim }: { batchSize: number; dim: number; latentDim: number },
): ReductionWeights {
  const perElement = 1 / (batchSize * dim);
  switch (reduction) {
    case 'sum-sum':
      return { reconstruction: 1, kl: 1 };
    case 'batch-batch':
      return { reconstruction: 1 / batchSize, kl: 1 / batchSize };
    case 'mean-sum':
      return { reconstruction: perElement, kl: 1 };
    case 'mean-batch':
      return { reconstruction: perElement, kl: 1 / batchSize };
    case 'mean-mean':
      return { reconstruction: perElement, kl: 1 / (batchSize * latentDim) };
  }
}
