import { gaussianOfRow } from './fields-of-row.ts';
import { modelFamily } from './model-label.ts';
import { numberAt, type TrialRow } from './trial-rows.ts';

/** A trial against what is known in closed form; null where there is nothing to compare. All in nats per data point. */
export interface TheoryComparison {
  /** objective_optimum - objective: how far training stopped below the linear VAE's best. */
  readonly objectiveGap: number | null;
  /** log_likelihood - elbo: what the approximate posterior costs. */
  readonly likelihoodGap: number | null;
  /** The highest log p(x) that pPCA of this size reaches at this trial's decoder variance, or at the best one if learned. */
  readonly maximum: number | null;
  /** maximum - log_likelihood: how far the trained decoder is below pPCA. */
  readonly maximumGap: number | null;
  /** The ELBO (beta = 1) of the linear VAE that maximizes this trial's objective; of all levels where there are two. */
  readonly elboAtOptimum: number | null;
  /** active_units - active_units_predicted. */
  readonly activeDifference: number | null;
}

export function compareWithTheory(row: TrialRow): TheoryComparison {
  const { metrics } = row;
  const maximum = ppcaMaximum(row);
  return {
    objectiveGap: difference(metrics.objective_optimum, metrics.objective),
    likelihoodGap: difference(metrics.log_likelihood, metrics.elbo),
    maximum,
    maximumGap: difference(maximum, metrics.log_likelihood),
    elboAtOptimum: elboAtOptimum(row),
    activeDifference: difference(metrics.active_units, metrics.active_units_predicted),
  };
}

/**
 * Whether pPCA bounds the model's log p(x): a Gaussian with a linear decoder and one decoder variance for all dimensions.
 * A nonlinear decoder may well be better than pPCA; so may one with a variance for each dimension.
 */
export function isBoundedByPpca(row: TrialRow): boolean {
  const learn = gaussianOfRow(row.fields)?.learn;
  return (learn === 'fixed' || learn === 'scalar') && modelFamily(row.fields) !== 'nonlinear';
}

function ppcaMaximum(row: TrialRow): number | null {
  const { ppca_log_likelihood, ppca_log_likelihood_fixed } = row.metrics;
  const gaussian = gaussianOfRow(row.fields);
  if (gaussian === null) return null;
  return gaussian.learn === 'fixed' ? ppca_log_likelihood_fixed : ppca_log_likelihood;
}

/**
 * As recorded. Results of earlier versions lack it: of one level objective = ELBO at beta = 1 less (beta - 1) KL, so the
 * optimum's KL gives its ELBO; not so for a loss as written.
 */
function elboAtOptimum(row: TrialRow): number | null {
  if (row.metrics.elbo_optimum !== null) return row.metrics.elbo_optimum;
  if (numberAt(row, 'model.second.latentDim') !== null) return null;
  const beta = numberAt(row, 'objective.beta');
  const optimum = row.metrics.objective_optimum;
  if (row.fields['objective.reduction'] !== 'elbo' || beta === null || optimum === null) return null;
  if (beta === 1) return optimum;
  return row.predictedKl === null ? null : optimum + (beta - 1) * row.predictedKl;
}

function difference(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}
