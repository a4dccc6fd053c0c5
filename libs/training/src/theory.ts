import {
  impliedBetaVariance,
  type LinearOptimum,
  linearOptimum,
  ppcaMaximum,
  ppcaMaximumAtVariance,
  rankOf,
} from '@collapse/closed-forms';
import type { TrialSpecification } from '@collapse/trials';

/** What theory says of a trial before it is trained; null where there is no closed form. */
export interface Theory {
  /** beta times decoder variance as the loss really has it; null where the variance is learned or there is none. */
  readonly impliedBetaVariance: number | null;
  /** The best linear VAE at these settings: the yardstick of nonlinear ones too. */
  readonly optimum: LinearOptimum | null;
  /** Why there is no optimum. */
  readonly reason: string | null;
  /** log p(x) at the probabilistic PCA maximum of this latentDim. */
  readonly ppcaLogLikelihood: number | null;
}

export interface DataFacts {
  readonly eigenvalues: Float64Array;
  readonly count: number;
}

export function theoryOf(specification: TrialSpecification, { eigenvalues, count }: DataFacts): Theory {
  const { likelihood, objective, model, train } = specification;
  const dim = eigenvalues.length;
  const settings = {
    eigenvalues,
    dim,
    latentDim: model.latentDim,
    beta: objective.beta,
    variance: likelihood.variance,
    reduction: objective.reduction,
    batchSize: train.batchSize === 'full' ? count : train.batchSize,
  };
  if (likelihood.kind !== 'gaussian') return noTheory(`no closed form for a ${likelihood.kind} decoder`);
  const ppcaLogLikelihood =
    model.latentDim < rankOf(eigenvalues) ? ppcaMaximum(eigenvalues, model.latentDim).logLikelihood : null;
  const implied = likelihood.learn === 'fixed' ? impliedBetaVariance(settings) : null;
  if (likelihood.learn === 'per-dimension' || likelihood.learn === 'network') {
    return noTheory(`no closed form for ${likelihood.learn} variance`);
  }
  const optimum = linearOptimum({ ...settings, learn: likelihood.learn });
  return 'none' in optimum
    ? { impliedBetaVariance: implied, optimum: null, reason: optimum.none, ppcaLogLikelihood }
    : { impliedBetaVariance: implied ?? optimum.threshold, optimum, reason: null, ppcaLogLikelihood };
}

/** log p(x) at the maximum for a given decoder variance. */
export function ppcaLogLikelihoodAt(specification: TrialSpecification, facts: DataFacts, variance: number): number {
  return ppcaMaximumAtVariance(facts.eigenvalues, specification.model.latentDim, variance).logLikelihood;
}

function noTheory(reason: string): Theory {
  return { impliedBetaVariance: null, optimum: null, reason, ppcaLogLikelihood: null };
}
