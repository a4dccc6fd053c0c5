import {
  impliedBetaVariance,
  type LinearOptimum,
  linearOptimum,
  type NoOptimum,
  ppcaMaximum,
  ppcaMaximumAtVariance,
  rankOf,
  type TwoLevelOptimum,
  twoLevelOptimum,
} from '@collapse/closed-forms';
import type { Dataset } from '@collapse/datasets';
import type { ModelSpecification, TrialSpecification } from '@collapse/trials';

/** What theory says of a trial before it is trained; null where there is no closed form. */
export interface Theory {
  /** beta times decoder variance as the loss really has it; null where the variance is learned or there is none. */
  readonly impliedBetaVariance: number | null;
  /** The best linear VAE at these settings: the yardstick of nonlinear ones too. */
  readonly optimum: LinearOptimum | null;
  /** Dimensions of the second level in use at the optimum; null where there is no such level or the optimum leaves it open. */
  readonly secondActive: number | null;
  /** Why there is no optimum. */
  readonly reason: string | null;
  /** log p(x) at the probabilistic PCA maximum of this latentDim. */
  readonly ppcaLogLikelihood: number | null;
}

export interface DataFacts {
  /** Of the covariance to be modelled, shape [dim], descending: see dataFacts. */
  readonly eigenvalues: Float64Array;
  readonly count: number;
}

/** A conditional model's latent variables see what the condition leaves of the covariance. */
export function dataFacts({
  spectrum,
  condition,
  count,
}: Pick<Dataset, 'spectrum' | 'condition' | 'count'>): DataFacts {
  return { eigenvalues: condition?.residualEigenvalues ?? spectrum.eigenvalues, count };
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
  const twoLevel = model.second ? twoLevelTheory(specification, eigenvalues, model.second) : null;
  const optimum = twoLevel ?? linearOptimum({ ...settings, learn: likelihood.learn });
  if ('none' in optimum) {
    const reason = optimum.none;
    return { impliedBetaVariance: implied, optimum: null, secondActive: null, reason, ppcaLogLikelihood };
  }
  const secondActive = twoLevel && 'secondActive' in twoLevel ? twoLevel.secondActive : null;
  return {
    impliedBetaVariance: model.second ? optimum.threshold : (implied ?? optimum.threshold),
    optimum,
    secondActive,
    reason: null,
    ppcaLogLikelihood,
  };
}

function twoLevelTheory(
  { model, objective, likelihood }: TrialSpecification,
  eigenvalues: Float64Array,
  { latentDim, priorVariance, firstVariance }: NonNullable<ModelSpecification['second']>,
): TwoLevelOptimum | NoOptimum {
  if (likelihood.learn !== 'fixed') return { none: 'no closed form for two levels with a learned decoder variance' };
  return twoLevelOptimum({
    eigenvalues,
    latentDim: model.latentDim,
    secondLatentDim: latentDim,
    beta: objective.beta,
    secondBeta: objective.secondBeta ?? objective.beta,
    variance: likelihood.variance,
    priorVariance,
    firstVariance,
  });
}

/** log p(x) at the maximum for a given decoder variance. */
export function ppcaLogLikelihoodAt(specification: TrialSpecification, facts: DataFacts, variance: number): number {
  return ppcaMaximumAtVariance(facts.eigenvalues, specification.model.latentDim, variance).logLikelihood;
}

function noTheory(reason: string): Theory {
  return { impliedBetaVariance: null, optimum: null, secondActive: null, reason, ppcaLogLikelihood: null };
}
