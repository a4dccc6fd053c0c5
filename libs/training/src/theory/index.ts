import { impliedBetaVariance, ppcaMaximum, ppcaMaximumAtVariance, rankOf } from '@collapse/closed-forms';
import type { Components, Reduction } from '@collapse/models';
import type { TrialSpecification } from '@collapse/trials';
import { batchSizeOf, type Optimum, type TheoryTrial, theoryTrial } from './closed-form.ts';
import { CLOSED_FORMS } from './closed-forms.ts';
import type { DataFacts } from './data-facts.ts';
import { unboundedLikelihood } from './unbounded-likelihood.ts';

export { type DataFacts, dataFacts } from './data-facts.ts';

/** What theory says of a trial before it is trained; null where there is no closed form. */
export interface Theory {
  /** beta times decoder variance as the loss really has it; null where the variance is learned or there is none. */
  readonly impliedBetaVariance: number | null;
  /** The highest objective of a linear VAE at these settings: the yardstick of nonlinear ones too. */
  readonly objective: number | null;
  /** The linear VAE that has it; null where there is none, or many that use different numbers of dimensions. */
  readonly optimum: Optimum | null;
  /** Dimensions of the second level in use at the optimum; null where there is no such level or the optimum leaves it open. */
  readonly secondActive: number | null;
  /** Why there is no optimum, or many. */
  readonly reason: string | null;
  /** Why the ELBO has no maximum, or would have none but for the variance floor; null where that is not so. */
  readonly unbounded: string | null;
  /** log p(x) at the probabilistic PCA maximum of this latentDim. */
  readonly ppcaLogLikelihood: number | null;
}

/** @param components what the trial can be made of */
export function theoryOf(specification: TrialSpecification, facts: DataFacts, components?: Components): Theory {
  const trial = theoryTrial(specification, components);
  const { gaussian } = trial;
  const { likelihood, model } = specification;
  const nothing = {
    impliedBetaVariance: null,
    objective: null,
    optimum: null,
    secondActive: null,
    unbounded: unboundedLikelihood(trial, facts, components),
    ppcaLogLikelihood: null,
  };
  if (!gaussian) return { ...nothing, reason: `no closed form for a ${likelihood.kind} decoder` };
  if (gaussian.learn === 'per-dimension' || gaussian.learn === 'network') {
    return { ...nothing, reason: `no closed form for ${gaussian.learn} variance` };
  }
  const { eigenvalues } = facts;
  const ppcaLogLikelihood =
    model.latentDim < rankOf(eigenvalues) ? ppcaMaximum(eigenvalues, model.latentDim).logLikelihood : null;
  const implied = gaussian.learn === 'fixed' ? impliedOf(trial, facts, gaussian.variance) : null;
  const known = { ...nothing, impliedBetaVariance: implied, ppcaLogLikelihood };
  const squeezed = squeezedCondition(trial, facts);
  if (squeezed !== null) return { ...known, reason: squeezed };
  const form = CLOSED_FORMS.find((closedForm) => closedForm.fits(trial));
  if (form === undefined) return { ...known, reason: `no closed form for the objective ${trial.objective}` };
  const optimum = form.optimum(trial, facts);
  if ('none' in optimum) return { ...known, reason: optimum.none };
  if ('open' in optimum) return { ...known, objective: optimum.objective, reason: optimum.open };
  return {
    ...known,
    impliedBetaVariance: trial.levels > 1 ? optimum.threshold : (implied ?? optimum.threshold),
    objective: optimum.objective,
    optimum,
    secondActive: optimum.secondActive,
    reason: null,
  };
}

/** beta times decoder variance as the loss has it; null where the objective is neither an ELBO nor a loss as written. */
function impliedOf(trial: TheoryTrial, facts: DataFacts, variance: number): number | null {
  const { model, objective } = trial.specification;
  if (trial.objective !== 'elbo' && trial.objective !== 'written-loss') return null;
  return impliedBetaVariance({
    dim: facts.eigenvalues.length,
    latentDim: model.latentDim,
    beta: objective.beta,
    variance,
    reduction: objective.reduction as 'elbo' | Reduction,
    batchSize: batchSizeOf(trial, facts),
  });
}

/** Codes and condition share the hidden layers of a deep linear decoder, which may be too narrow for the best of both. */
function squeezedCondition(
  { specification, hasLinearDecoder, decoderWidths }: TheoryTrial,
  { eigenvalues, conditionDim = 0 }: DataFacts,
): string | null {
  if (conditionDim === 0 || !hasLinearDecoder) return null;
  const narrowest = Math.min(...decoderWidths);
  const needed = Math.min(eigenvalues.length, specification.model.latentDim + conditionDim);
  if (narrowest >= needed) return null;
  return `no closed form for codes and condition through a layer of ${narrowest} units, below ${needed}`;
}

/** log p(x) at the maximum for a given decoder variance. */
export function ppcaLogLikelihoodAt(specification: TrialSpecification, facts: DataFacts, variance: number): number {
  return ppcaMaximumAtVariance(facts.eigenvalues, specification.model.latentDim, variance).logLikelihood;
}
