import type { Dataset } from '@collapse/datasets';
import { BUILT_IN, type Components, linearWidths, networkOf } from '@collapse/models';
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
  const { latentDim, encoder, decoder } = model;
  if (trainsOnMoments(specification, components)) {
    const step = objective.basis === 'eigen' ? latentDim ** 2 * dim : latentDim * dim ** 2;
    return train.steps * (STEP_OVERHEAD + 6 * step);
  }
  const points = train.batchSize === 'full' ? count : train.batchSize;
  const samples = objective.estimator === 'stochastic' ? objective.samples : 1;
  const cost = (part: 'encoder' | 'decoder', sizes: { widthIn: number; out: number }) =>
    networkOf(components, model[part]).cost(part === 'encoder' ? encoder : decoder, part, sizes);
  const encoding = points * cost('encoder', { widthIn: dim, out: latentDim });
  const decoding = points * samples * cost('decoder', { widthIn: latentDim, out: dim });
  return train.steps * (STEP_OVERHEAD + 3 * (encoding + decoding));
}

/** Whether a step needs the covariance of the data alone. */
function trainsOnMoments({ model, objective, train, dataset }: TrialSpecification, components: Components): boolean {
  const isOneLayer = [model.encoder, model.decoder].every((part) => linearWidths(part, components)?.length === 0);
  return (
    isOneLayer &&
    model.encoder.variance === 'shared' &&
    model.second === undefined &&
    !isConditional(dataset) &&
    objective.estimator === 'analytic' &&
    train.batchSize === 'full'
  );
}
