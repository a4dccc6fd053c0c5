import { type LinearOptimum, linearOptimum } from '@collapse/closed-forms';
import type { Dataset } from '@collapse/datasets';
import type { TrialSpecification } from '@collapse/trials';

/** What theory says of a trial before it is trained, or why it says nothing. */
export type Prediction =
  | { readonly optimum: LinearOptimum; readonly reason: null }
  | { readonly optimum: null; readonly reason: string };

/** The best linear VAE with a trial's settings: exact for a linear trial, the yardstick of a nonlinear one. */
export function predict(
  specification: TrialSpecification,
  data: Pick<Dataset, 'spectrum' | 'count' | 'dim'>,
): Prediction {
  const { likelihood, objective, model, train } = specification;
  const { kind, learn, variance } = likelihood;
  if (kind !== 'gaussian') return { optimum: null, reason: `no closed form for a ${kind} decoder` };
  if (learn !== 'fixed' && learn !== 'scalar') return { optimum: null, reason: `no closed form for ${learn} variance` };
  const optimum = linearOptimum({
    eigenvalues: data.spectrum.eigenvalues,
    latentDim: model.latentDim,
    beta: objective.beta,
    variance,
    learn,
    reduction: objective.reduction,
    batchSize: train.batchSize === 'full' ? data.count : train.batchSize,
    dim: data.dim,
  });
  return 'none' in optimum ? { optimum: null, reason: optimum.none } : { optimum, reason: null };
}
