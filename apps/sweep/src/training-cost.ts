import type { Dataset } from '@collapse/datasets';
import type { TrialSpecification } from '@collapse/trials';

/** Multiplications that every step costs whatever its size, at about the time they would take. */
const STEP_OVERHEAD = 1e6;

/** How long a trial takes relative to others: multiplications of its steps, roughly. For ordering and progress only. */
export function trainingCost(
  specification: TrialSpecification,
  { dim, count }: Pick<Dataset, 'dim' | 'count'>,
): number {
  const { model, objective, train } = specification;
  const { latentDim, encoder, decoder } = model;
  const linear = encoder.hidden.length === 0 && encoder.variance === 'shared' && decoder.hidden.length === 0;
  const moments = linear && objective.estimator === 'analytic' && train.batchSize === 'full';
  if (moments) {
    const step = objective.basis === 'eigen' ? latentDim ** 2 * dim : latentDim * dim ** 2;
    return train.steps * (STEP_OVERHEAD + 6 * step);
  }
  const points = train.batchSize === 'full' ? count : train.batchSize;
  const samples = objective.estimator === 'stochastic' ? objective.samples : 1;
  const encoding = points * weights([dim, ...encoder.hidden, latentDim]);
  const decoding = points * samples * weights([latentDim, ...decoder.hidden, dim]);
  return train.steps * (STEP_OVERHEAD + 3 * (encoding + decoding));
}

function weights(widths: readonly number[]): number {
  return widths.slice(1).reduce((sum, width, index) => sum + width * (widths[index] ?? 0), 0);
}
