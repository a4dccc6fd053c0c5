import { BUILT_IN, type Fields, objectiveKind } from '@collapse/models';
import { datasetTraits } from '../specification/dataset-specification.ts';
import type { TrialSpecification } from '../specification/specification.ts';

/**
 * What one nat of KL at beta 1 takes from `objective`: 1 where it is the ELBO. A loss as written is in units of its own, so a
 * difference of objectives divided by this is in nats of the ELBO that the loss amounts to. Null where it is not known.
 */
export function objectivePerNat(
  objective: Fields,
  sizes: { readonly batchSize: number | null; readonly latentDim: number },
): number | null {
  const kind = objectiveKind(objective);
  const known = BUILT_IN.objectives.find((component) => component.kind === kind);
  if (known === undefined) return null;
  return known.perNat ? known.perNat(sizes, objective) : 1;
}

/** The data points of a step, where the specification tells. */
export function batchSizeOf({ dataset, train }: Pick<TrialSpecification, 'dataset' | 'train'>): number | null {
  if (train.batchSize !== 'full') return train.batchSize;
  return datasetTraits(dataset).count ?? null;
}
