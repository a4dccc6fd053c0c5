import { datasetTraits } from './dataset-specification.ts';
import type { TrialSpecification } from './specification.ts';

/**
 * What one nat of KL at beta 1 takes from `objective`: 1 where it is the ELBO. A loss as written is in units of its own, so a
 * difference of objectives divided by this is in nats of the ELBO that the loss amounts to. Null where it is not known.
 */
export function objectivePerNat({
  reduction,
  batchSize,
  latentDim,
}: {
  readonly reduction: string;
  readonly batchSize: number | null;
  readonly latentDim: number;
}): number | null {
  switch (reduction) {
    case 'elbo':
    case 'batch-batch':
    case 'mean-batch':
      return 1;
    case 'sum-sum':
    case 'mean-sum':
      return batchSize;
    case 'mean-mean':
      return 1 / latentDim;
    default:
      return null;
  }
}

/** The data points of a step, where the specification tells. */
export function batchSizeOf({ dataset, train }: Pick<TrialSpecification, 'dataset' | 'train'>): number | null {
  if (train.batchSize !== 'full') return train.batchSize;
  return datasetTraits(dataset).count ?? null;
}
