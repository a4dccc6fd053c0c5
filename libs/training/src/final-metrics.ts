import type { Backend } from '@collapse/backend';
import {
  amortizedElbo,
  collapseEpsilons,
  collapseMeasures,
  type LatentDimensions,
  latentDimensions,
  linearVaeElbo,
  linearVaeLogLikelihood,
} from '@collapse/closed-forms';
import { hasLinearEncoder, type Parameters } from '@collapse/models';
import { type Dimensions, type Metrics, seedStream, type TrialSpecification } from '@collapse/trials';
import type { DatasetTensors } from './dataset-tensors.ts';
import { type DataEvaluation, evaluateData, isExact } from './evaluate-data.ts';
import { type ImportanceEstimate, importanceWeightedLogLikelihood } from './importance-weighted.ts';
import type { ParameterArrays } from './initial-parameters.ts';
import { objectiveValue } from './objective-value.ts';
import { ppcaLogLikelihoodAt, theoryOf } from './theory.ts';
import { trainedDecoder, trainedLinearVae } from './trained-linear-vae.ts';

/** One trained model, as arrays and as the tensors of those same arrays (pack axis 1). */
export interface TrainedModel {
  readonly arrays: ParameterArrays;
  readonly tensors: Parameters;
}

interface ElboTerms extends LatentDimensions {
  readonly reconstruction: number;
  readonly kl: number;
}

/**
 * The metrics of a finished trial. A linear Gaussian decoder's come from its weights in float64, so that rounding never
 * breaks a bound; `steps` and `seconds` are handed through.
 */
export function finalMetrics(
  backend: Backend,
  specification: TrialSpecification,
  model: TrainedModel,
  data: DatasetTensors,
  done: { steps: number; seconds: number },
): { metrics: Metrics; dimensions: Dimensions } {
  const { dataset } = data;
  const { evaluation, train, likelihood } = specification;
  const evaluated = evaluate(backend, specification, model, data, 'train');
  const terms = elboTerms(specification, model, data, evaluated);
  const elbo = terms.reconstruction - terms.kl;
  const batchSize = train.batchSize === 'full' ? dataset.count : train.batchSize;
  const facts = { eigenvalues: dataset.spectrum.eigenvalues, count: dataset.count };
  const theory = theoryOf(specification, facts);
  const logLikelihood = isExact(specification)
    ? linearVaeLogLikelihood(trainedDecoder(specification, model.arrays, dataset.moments.mean), dataset.moments)
    : null;
  const weighted = importanceWeighted(backend, specification, model, data);
  const collapse = collapseMeasures(terms);
  const decoderVariance =
    likelihood.learn === 'fixed' && likelihood.kind === 'gaussian' ? likelihood.variance : evaluated.decoderVariance;
  const oneVariance = likelihood.learn === 'fixed' || likelihood.learn === 'scalar';
  return {
    metrics: {
      objective: objectiveValue(specification, { dim: dataset.dim, batchSize }, terms),
      elbo,
      reconstruction: terms.reconstruction,
      kl: terms.kl,
      log_likelihood: logLikelihood,
      log_likelihood_iw: weighted?.logLikelihood ?? null,
      log_likelihood_iw_samples: weighted ? evaluation.importanceSamples : null,
      ppca_log_likelihood: theory.ppcaLogLikelihood,
      ppca_log_likelihood_fixed:
        decoderVariance !== null && oneVariance ? ppcaLogLikelihoodAt(specification, facts, decoderVariance) : null,
      objective_optimum: theory.optimum?.objective ?? null,
      posterior_kl: posteriorKl(elbo, logLikelihood, weighted),
      decoder_variance: decoderVariance,
      implied_beta_variance: theory.impliedBetaVariance,
      active_units: collapse.activeUnits,
      active_units_predicted: theory.optimum?.active ?? null,
      active_units_near_threshold: theory.optimum?.nearThreshold ?? null,
      collapsed_fraction: collapse.collapsedFraction,
      active_kl: collapse.activeKl,
      test_elbo: dataset.test ? testElbo(backend, specification, model, data) : null,
      ...done,
    },
    dimensions: {
      kl: [...terms.klPerDimension],
      posteriorMeanVariance: [...terms.posteriorMeanVariance],
      fractionBelowEpsilon: [...terms.fractionBelowEpsilon],
      collapseEpsilon: [...collapseEpsilons(evaluated.outputs)],
      predictedKl: theory.optimum ? [...theory.optimum.klPerDimension] : null,
    },
  };
}

function elboTerms(
  specification: TrialSpecification,
  { arrays }: TrainedModel,
  { dataset }: DatasetTensors,
  { reconstruction, outputs }: DataEvaluation,
): ElboTerms {
  const { moments, values } = dataset;
  if (!isExact(specification)) {
    const dimensions = latentDimensions(outputs);
    return { ...dimensions, reconstruction, kl: total(dimensions.klPerDimension) };
  }
  if (!hasLinearEncoder(specification)) {
    return amortizedElbo(trainedDecoder(specification, arrays, moments.mean), values, outputs);
  }
  const exact = linearVaeElbo(trainedLinearVae(specification, arrays, moments.mean), moments);
  return { ...exact, fractionBelowEpsilon: latentDimensions(outputs).fractionBelowEpsilon };
}

function importanceWeighted(
  backend: Backend,
  specification: TrialSpecification,
  { tensors }: TrainedModel,
  data: DatasetTensors,
): ImportanceEstimate | null {
  const { importanceSamples, importancePoints } = specification.evaluation;
  if (importanceSamples === 0) return null;
  return importanceWeightedLogLikelihood(backend, specification, tensors, data, {
    samples: importanceSamples,
    points: Math.min(importancePoints, data.dataset.count),
    noiseSeed: seedStream(specification.seed, 'importance'),
  });
}

/** log p(x) - ELBO: exact where log p(x) is, else by the importance-weighted estimate over its own points. */
function posteriorKl(elbo: number, logLikelihood: number | null, weighted: ImportanceEstimate | null): number | null {
  if (logLikelihood !== null) return logLikelihood - elbo;
  return weighted && weighted.logLikelihood - weighted.elbo;
}

function testElbo(
  backend: Backend,
  specification: TrialSpecification,
  model: TrainedModel,
  data: DatasetTensors,
): number {
  const { reconstruction, outputs } = evaluate(backend, specification, model, data, 'test');
  return reconstruction - total(latentDimensions(outputs).klPerDimension);
}

function evaluate(
  backend: Backend,
  specification: TrialSpecification,
  { tensors }: TrainedModel,
  data: DatasetTensors,
  part: 'train' | 'test',
): DataEvaluation {
  const { samples } = specification.evaluation;
  const [evaluation] = evaluateData(backend, [specification], tensors, data, { part, samples, stream: 'evaluation' });
  if (!evaluation) throw new Error('the data could not be evaluated');
  return evaluation;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
