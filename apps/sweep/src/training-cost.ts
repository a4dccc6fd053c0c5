import type { Dataset } from '@collapse/datasets';
import { BUILT_IN, type Components, familyOf, levelsOf, linearityOf, vaeFieldsOf } from '@collapse/models';
import { isConditional, type TrialSpecification } from '@collapse/trials';

/** Multiplications that every step costs whatever its size, at about the time they would take. */
const STEP_OVERHEAD = 1e6;

/**
 * How long a trial takes relative to others: multiplications of its steps, roughly. For ordering and progress only.
 * @param components what the trial can be made of
 */
export function trainingCost(
  specification: TrialSpecification,
  { dim, count }: Pick<Dataset, 'dim' | 'count'>,
  components: Components = BUILT_IN,
): number {
  const { model, objective, train } = specification;
  const { latentDim } = model;
  if (trainsOnMoments(specification, components)) {
    const step = objective.basis === 'eigen' ? latentDim ** 2 * dim : latentDim * dim ** 2;
    return train.steps * (STEP_OVERHEAD + 6 * step);
  }
  const points = train.batchSize === 'full' ? count : train.batchSize;
  const samples = objective.estimator === 'stochastic' ? objective.samples : 1;
  const { encoding, decoding } = familyOf(components, model).cost(model, components, dim);
  return train.steps * (STEP_OVERHEAD + 3 * points * (encoding + samples * decoding));
}

/** Whether a step needs the covariance of the data alone. */
function trainsOnMoments({ model, objective, train, dataset }: TrialSpecification, components: Components): boolean {
  const { encoder, decoder } = linearityOf(model, components);
  return (
    encoder?.length === 0 &&
    decoder?.length === 0 &&
    vaeFieldsOf(model)?.encoder.variance === 'shared' &&
    levelsOf(model, components) === 1 &&
    !isConditional(dataset) &&
    objective.estimator === 'analytic' &&
    train.batchSize === 'full'
  );
}
