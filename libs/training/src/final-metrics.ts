import type { Backend } from '@collapse/backend';
import {
  ACTIVE_ABOVE,
  amortizedElbo,
  collapseEpsilons,
  collapseMeasures,
  type LatentDimensions,
  type LinearDecoder,
  latentDimensions,
  linearVaeElbo,
  linearVaeLogLikelihood,
  marginalDecoder,
  momentsOf,
  type TwoLevelKl,
  twoLevelKl,
} from '@collapse/closed-forms';
import { hasLinearEncoder, type Parameters } from '@collapse/models';
import {
  type Dimensions,
  type Evidence,
  evidenceOf,
  type Metrics,
  metricsFrom,
  seedStream,
  type TrialSpecification,
} from '@collapse/trials';
import type { DatasetTensors } from './dataset-tensors.ts';
import { DivergedError } from './diverged-error.ts';
import { codesInUse, type DataEvaluation, evaluateData, isExact, notFinite } from './evaluate-data.ts';
import { type ExplainedData, explainedData } from './explained-data.ts';
import { type ImportanceEstimate, importanceWeightedLogLikelihood } from './importance-weighted.ts';
import type { ParameterArrays } from './initial-parameters.ts';
import { naiveLogLikelihood } from './naive-monte-carlo.ts';
import type { ObjectiveSlope } from './objective-slope.ts';
import { objectiveValue } from './objective-value.ts';
import { dataFacts, ppcaLogLikelihoodAt, theoryOf } from './theory.ts';
import { trainedDecoder, trainedLinearVae, trainedSecondLevel } from './trained-linear-vae.ts';

/** One trained model, as arrays and as the tensors of those same arrays (pack axis 1). */
export interface TrainedModel {
  readonly arrays: ParameterArrays;
  readonly tensors: Parameters;
}

interface ElboTerms extends LatentDimensions {
  readonly reconstruction: number;
  /** Of all levels. */
  readonly kl: number;
  /** Its part of the second level; null where there is none. */
  readonly second: TwoLevelKl | null;
}

/**
 * The metrics of a finished trial. A linear Gaussian decoder's come from its weights in float64, so that rounding never
 * breaks a bound; `done` is handed through.
 * @throws DivergedError where a number of the trained model is not finite
 */
export function finalMetrics(
  backend: Backend,
  specification: TrialSpecification,
  model: TrainedModel,
  data: DatasetTensors,
  done: { steps: number; seconds: number } & ObjectiveSlope,
): { evidence: Evidence; metrics: Metrics; dimensions: Dimensions } {
  const { dataset } = data;
  const { evaluation, train, likelihood } = specification;
  const evaluated = evaluate(backend, specification, model, data, 'train');
  const explained = isExact(specification) ? explainedData(dataset, model.arrays) : null;
  const terms = elboTerms(specification, model, explained, evaluated);
  const elbo = terms.reconstruction - terms.kl;
  const batchSize = train.batchSize === 'full' ? dataset.count : train.batchSize;
  const facts = dataFacts(dataset);
  const theory = theoryOf(specification, facts);
  const decoder = explained && wholeDecoder(specification, model.arrays, dataset.moments.mean);
  const logLikelihood = decoder && linearVaeLogLikelihood(decoder, explained.moments);
  const weighted = importanceWeighted(backend, specification, model, data);
  const naive = naiveEstimate(backend, specification, model, data);
  const points = pointsOf(specification, data);
  const collapse = collapseMeasures(terms);
  const decoderVariance =
    likelihood.learn === 'fixed' && likelihood.kind === 'gaussian' ? likelihood.variance : evaluated.decoderVariance;
  const oneVariance = likelihood.learn === 'fixed' || likelihood.learn === 'scalar';
  return {
    evidence: evidenceOf(specification, theory.optimum !== null),
    metrics: metricsFrom({
      objective: objectiveValue(
        specification,
        { dim: dataset.dim, batchSize },
        { ...terms, secondKl: terms.second?.second ?? 0 },
      ),
      elbo,
      reconstruction: terms.reconstruction,
      kl: terms.kl,
      log_likelihood: logLikelihood,
      log_likelihood_iw: weighted?.logLikelihood ?? null,
      log_likelihood_iw_samples: weighted ? evaluation.importanceSamples : null,
      log_likelihood_mc: naive,
      log_likelihood_mc_samples: naive === null ? null : (evaluation.priorSamples ?? null),
      log_likelihood_of_points:
        decoder && (weighted || naive !== null)
          ? linearVaeLogLikelihood(
              decoder,
              momentsOf(explained.values.subarray(0, points * dataset.dim), points, dataset.dim),
            )
          : null,
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
      second_active_units: terms.second ? countActive(terms.second.secondMeanVariance) : null,
      second_active_units_predicted: theory.secondActive,
      // Against N(0, I), which is not the prior of the first of two levels.
      collapsed_fraction: terms.second ? null : collapse.collapsedFraction,
      active_kl: terms.second ? null : collapse.activeKl,
      test_elbo: dataset.test ? testElbo(backend, specification, model, data) : null,
      ...done,
    }),
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
  explained: ExplainedData | null,
  { reconstruction, outputs }: DataEvaluation,
): ElboTerms {
  const dimensions = latentDimensions(codesInUse(specification, outputs));
  const second = specification.model.second ? twoLevelKl(trainedSecondLevel(specification, arrays), outputs) : null;
  const kl = second ? second.first + second.second : total(dimensions.klPerDimension);
  if (!explained) return { ...dimensions, reconstruction, kl, second };
  const { moments, values } = explained;
  // The decoder's bias is relative to the mean of the data, which what is explained of them keeps.
  if (!hasLinearEncoder(specification)) {
    const exact = amortizedElbo(trainedDecoder(specification, arrays, moments.mean), values, outputs);
    return { ...dimensions, reconstruction: exact.reconstruction, kl, second };
  }
  const exact = linearVaeElbo(trainedLinearVae(specification, arrays, moments.mean), moments);
  return { ...exact, fractionBelowEpsilon: dimensions.fractionBelowEpsilon, second };
}

/** The linear decoder from a standard normal, whatever the levels of the model. */
function wholeDecoder(specification: TrialSpecification, arrays: ParameterArrays, mean: Float64Array): LinearDecoder {
  const decoder = trainedDecoder(specification, arrays, mean);
  return specification.model.second ? marginalDecoder(trainedSecondLevel(specification, arrays), decoder) : decoder;
}

function countActive(meanVariance: Float64Array): number {
  return meanVariance.filter((variance) => variance > ACTIVE_ABOVE).length;
}

/** Data points that the estimates of log p(x) are taken over. */
function pointsOf({ evaluation }: TrialSpecification, { dataset }: DatasetTensors): number {
  return Math.min(evaluation.importancePoints, dataset.count);
}

function naiveEstimate(
  backend: Backend,
  specification: TrialSpecification,
  { tensors }: TrainedModel,
  data: DatasetTensors,
): number | null {
  const samples = specification.evaluation.priorSamples;
  if (samples === undefined) return null;
  return naiveLogLikelihood(backend, specification, tensors, data, {
    samples,
    points: pointsOf(specification, data),
    noiseSeed: seedStream(specification.seed, 'prior'),
  });
}

function importanceWeighted(
  backend: Backend,
  specification: TrialSpecification,
  { tensors }: TrainedModel,
  data: DatasetTensors,
): ImportanceEstimate | null {
  const { importanceSamples } = specification.evaluation;
  if (importanceSamples === 0) return null;
  return importanceWeightedLogLikelihood(backend, specification, tensors, data, {
    samples: importanceSamples,
    points: pointsOf(specification, data),
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
  if (!specification.model.second) return reconstruction - total(latentDimensions(outputs).klPerDimension);
  const { first, second } = twoLevelKl(trainedSecondLevel(specification, model.arrays), outputs);
  return reconstruction - first - second;
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
  const broken = notFinite(evaluation);
  if (broken !== null) throw new DivergedError(`of the trained model ${broken}`);
  return evaluation;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
