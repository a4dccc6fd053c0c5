import type { Dataset } from '@collapse/datasets';
import { isConditional, type TrialSpecification } from '@collapse/trials';

/** Multiplications that every step costs whatever its size, at about the time they would take. */
const STEP_OVERHEAD = 1e6;

/** How long a trial takes relative to others: multiplications of its steps, roughly. For ordering and progress only. */
export function trainingCost(
  specification: TrialSpecification,
  { dim, count }: Pick<Dataset, 'dim' | 'count'>,
): number {
  const { model, objective, train } = specification;
  const { latentDim, encoder, decoder } = model;
  const layers = [...encoder.hidden, ...decoder.hidden, ...(encoder.channels ?? []), ...(decoder.channels ?? [])];
  const plain = layers.length === 0 && model.second === undefined && !isConditional(specification.dataset);
  const moments =
    plain && encoder.variance === 'shared' && objective.estimator === 'analytic' && train.batchSize === 'full';
  if (moments) {
    const step = objective.basis === 'eigen' ? latentDim ** 2 * dim : latentDim * dim ** 2;
    return train.steps * (STEP_OVERHEAD + 6 * step);
  }
  const points = train.batchSize === 'full' ? count : train.batchSize;
  const samples = objective.estimator === 'stochastic' ? objective.samples : 1;
  const convolved = convolutions(dim, encoder.channels);
  const drawn = convolutions(dim, decoder.channels?.toReversed());
  const encoding = points * (convolved.cost + weights([convolved.features, ...encoder.hidden, latentDim]));
  const decoding = points * samples * (weights([latentDim, ...decoder.hidden, drawn.features]) + drawn.cost);
  return train.steps * (STEP_OVERHEAD + 3 * (encoding + decoding));
}

/** Multiplications of 4 x 4 convolutions with stride 2 on a square image, and the features they end in. */
function convolutions(dim: number, channels: readonly number[] = []): { cost: number; features: number } {
  let [features, into, cost] = [dim, Number.isInteger(Math.sqrt(dim)) ? 1 : 3, 0];
  for (const out of channels) {
    const pixels = features / into / 4;
    cost += 16 * pixels * into * out;
    features = pixels * out;
    into = out;
  }
  return { cost, features };
}

function weights(widths: readonly number[]): number {
  return widths.slice(1).reduce((sum, width, index) => sum + width * (widths[index] ?? 0), 0);
}
