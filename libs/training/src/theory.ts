import {
  impliedBetaVariance,
  type LinearOptimum,
  linearOptimum,
  type NoOptimum,
  type OpenOptimum,
  ppcaMaximum,
  ppcaMaximumAtVariance,
  rankOf,
  type TwoLevelOptimum,
  twoLevelOptimum,
} from '@collapse/closed-forms';
import type { Dataset } from '@collapse/datasets';
import { isLinearNetwork, linearWidth, type ModelSpecification, type TrialSpecification } from '@collapse/trials';
import { type StillPixels, stillPixels, unboundedLikelihood } from './unbounded-likelihood.ts';

/** What theory says of a trial before it is trained; null where there is no closed form. */
export interface Theory {
  /** beta times decoder variance as the loss really has it; null where the variance is learned or there is none. */
  readonly impliedBetaVariance: number | null;
  /** The highest objective of a linear VAE at these settings: the yardstick of nonlinear ones too. */
  readonly objective: number | null;
  /** The linear VAE that has it; null where there is none, or many that use different numbers of dimensions. */
  readonly optimum: LinearOptimum | null;
  /** Dimensions of the second level in use at the optimum; null where there is no such level or the optimum leaves it open. */
  readonly secondActive: number | null;
  /** Why there is no optimum, or many. */
  readonly reason: string | null;
  /** Why the ELBO has no maximum, or would have none but for the variance floor; null where that is not so. */
  readonly unbounded: string | null;
  /** log p(x) at the probabilistic PCA maximum of this latentDim. */
  readonly ppcaLogLikelihood: number | null;
}

export interface DataFacts {
  /** Of the covariance to be modelled, shape [dim], descending: see dataFacts. */
  readonly eigenvalues: Float64Array;
  readonly count: number;
  /** Numbers that each data point is modelled given; 0 where it is left out. */
  readonly conditionDim?: number;
  /** None where they are left out. */
  readonly stillPixels?: StillPixels;
}

/** A conditional model's latent variables see what the condition leaves of the covariance. */
export function dataFacts({
  spectrum,
  condition,
  count,
  moments,
}: Pick<Dataset, 'spectrum' | 'condition' | 'count' | 'moments'>): DataFacts {
  return {
    eigenvalues: condition?.residualEigenvalues ?? spectrum.eigenvalues,
    count,
    conditionDim: condition?.dim ?? 0,
    stillPixels: stillPixels(moments),
  };
}

export function theoryOf(specification: TrialSpecification, facts: DataFacts): Theory {
  const { likelihood, objective, model, train } = specification;
  const { eigenvalues, count } = facts;
  const dim = eigenvalues.length;
  const settings = {
    eigenvalues,
    dim,
    latentDim: model.latentDim,
    width: linearWidth(model),
    beta: objective.beta,
    variance: likelihood.variance,
    varianceFloor: likelihood.varianceFloor,
    reduction: objective.reduction,
    batchSize: train.batchSize === 'full' ? count : train.batchSize,
  };
  const unbounded = unboundedLikelihood(specification, facts);
  const nothing = {
    impliedBetaVariance: null,
    objective: null,
    optimum: null,
    secondActive: null,
    unbounded,
    ppcaLogLikelihood: null,
  };
  if (likelihood.kind !== 'gaussian') {
    return { ...nothing, reason: `no closed form for a ${likelihood.kind} decoder` };
  }
  if (likelihood.learn === 'per-dimension' || likelihood.learn === 'network') {
    return { ...nothing, reason: `no closed form for ${likelihood.learn} variance` };
  }
  const ppcaLogLikelihood =
    model.latentDim < rankOf(eigenvalues) ? ppcaMaximum(eigenvalues, model.latentDim).logLikelihood : null;
  const implied = likelihood.learn === 'fixed' ? impliedBetaVariance(settings) : null;
  const known = { ...nothing, impliedBetaVariance: implied, ppcaLogLikelihood };
  const squeezed = squeezedCondition(specification, facts);
  if (squeezed !== null) return { ...known, reason: squeezed };
  const twoLevel = model.second ? twoLevelTheory(specification, eigenvalues, model.second) : null;
  const optimum: TwoLevelOptimum | LinearOptimum | OpenOptimum | NoOptimum =
    twoLevel ?? linearOptimum({ ...settings, learn: likelihood.learn });
  if ('none' in optimum) return { ...known, reason: optimum.none };
  if ('open' in optimum) return { ...known, objective: optimum.objective, reason: optimum.open };
  return {
    ...known,
    impliedBetaVariance: model.second ? optimum.threshold : (implied ?? optimum.threshold),
    objective: optimum.objective,
    optimum,
    secondActive: twoLevel && 'secondActive' in twoLevel ? twoLevel.secondActive : null,
    reason: null,
  };
}

/** Codes and condition share the hidden layers of a deep linear decoder, which may be too narrow for the best of both. */
function squeezedCondition({ model }: TrialSpecification, { eigenvalues, conditionDim = 0 }: DataFacts): string | null {
  if (conditionDim === 0 || !isLinearNetwork(model.decoder)) return null;
  const narrowest = Math.min(...model.decoder.hidden);
  const needed = Math.min(eigenvalues.length, model.latentDim + conditionDim);
  if (narrowest >= needed) return null;
  return `no closed form for codes and condition through a layer of ${narrowest} units, below ${needed}`;
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
    width: linearWidth(model),
  });
}

/** log p(x) at the maximum for a given decoder variance. */
export function ppcaLogLikelihoodAt(specification: TrialSpecification, facts: DataFacts, variance: number): number {
  return ppcaMaximumAtVariance(facts.eigenvalues, specification.model.latentDim, variance).logLikelihood;
}
