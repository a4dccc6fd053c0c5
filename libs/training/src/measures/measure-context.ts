import type { Backend } from '@collapse/backend';
import { type LinearDecoder, linearVaeLogLikelihood, marginalDecoder } from '@collapse/closed-forms';
import type { Parameters } from '@collapse/models';
import { seedStream, type TrialSpecification } from '@collapse/trials';
import type { DatasetTensors } from '../dataset-tensors.ts';
import { DivergedError } from '../diverged-error.ts';
import { type DataEvaluation, evaluateData, isExact } from '../evaluate-data.ts';
import { type ExplainedData, explainedData } from '../explained-data.ts';
import { type ImportanceEstimate, importanceWeightedLogLikelihood } from '../importance-weighted.ts';
import type { ParameterArrays } from '../initial-parameters.ts';
import { type NaiveEstimate, naiveLogLikelihood } from '../naive-monte-carlo.ts';
import { notFinite } from '../not-finite.ts';
import { type DataFacts, dataFacts, type Theory, theoryOf } from '../theory.ts';
import { trainedDecoder, trainedSecondLevel } from '../trained-linear-vae.ts';
import { type ElboTerms, elboTerms } from './elbo-terms.ts';
import { lazy } from './lazy.ts';

/** One trained model, as arrays and as the tensors of those same arrays (pack axis 1). */
export interface TrainedModel {
  readonly arrays: ParameterArrays;
  readonly tensors: Parameters;
}

/** A trained model with its data, and what measures share: each is computed when the first of them asks. */
export interface MeasureContext {
  readonly backend: Backend;
  readonly specification: TrialSpecification;
  readonly model: TrainedModel;
  readonly data: DatasetTensors;
  /** Data points that the estimates of log p(x) are taken over, the first ones. */
  readonly points: number;
  /** B; all data points where a step takes them all. */
  readonly batchSize: number;
  readonly facts: () => DataFacts;
  readonly theory: () => Theory;
  /** The model over the whole training set. */
  readonly evaluated: () => DataEvaluation;
  /** The same over held-out data; null where the data set has none. */
  readonly heldOut: () => DataEvaluation | null;
  /** What a linear Gaussian decoder explains of the training data; null for other models. */
  readonly explained: () => ExplainedData | null;
  readonly terms: () => ElboTerms;
  /** E_q log p(x|z) - KL, beta = 1. */
  readonly elbo: () => number;
  /** A linear Gaussian decoder, from a standard normal whatever the levels of the model; null for other models. */
  readonly decoder: () => LinearDecoder | null;
  /** log p(x) of such a decoder, exact; null for other models. */
  readonly logLikelihood: () => number | null;
  /** The decoder variance after training, a mean where it is not one number; null where the likelihood has none. */
  readonly decoderVariance: () => number | null;
  /** null where evaluation.importanceSamples is 0. */
  readonly weighted: () => ImportanceEstimate | null;
  /** null where evaluation.priorSamples is left out. */
  readonly naive: () => NaiveEstimate | null;
}

export function measureContext(
  backend: Backend,
  specification: TrialSpecification,
  model: TrainedModel,
  data: DatasetTensors,
): MeasureContext {
  const { dataset } = data;
  const { evaluation, train, likelihood } = specification;
  const points = Math.min(evaluation.importancePoints, dataset.count);
  const facts = lazy(() => dataFacts(dataset));
  const evaluated = lazy(() => evaluate(backend, specification, model, data, 'train'));
  const explained = lazy(() => (isExact(specification) ? explainedData(specification, dataset, model.arrays) : null));
  const terms = lazy(() => elboTerms(specification, model.arrays, explained(), evaluated()));
  const decoder = lazy(() => (explained() ? wholeDecoder(specification, model.arrays, dataset.moments.mean) : null));
  const logLikelihood = lazy(() => {
    const [linear, moments] = [decoder(), explained()?.moments];
    return linear && moments ? linearVaeLogLikelihood(linear, moments) : null;
  });
  const estimate = (stream: string, samples: number) => ({
    samples,
    points,
    noiseSeed: seedStream(specification.seed, stream),
  });
  return {
    backend,
    specification,
    model,
    data,
    points,
    batchSize: train.batchSize === 'full' ? dataset.count : train.batchSize,
    facts,
    theory: lazy(() => theoryOf(specification, facts())),
    evaluated,
    heldOut: lazy(() => (dataset.test ? evaluate(backend, specification, model, data, 'test') : null)),
    explained,
    terms,
    elbo: () => terms().reconstruction - terms().kl,
    decoder,
    logLikelihood,
    decoderVariance: () => {
      if (likelihood.learn === 'fixed' && likelihood.kind === 'gaussian') return likelihood.variance;
      // From the weights in float64 where they tell it: float32 may be below the floor.
      const variances = decoder()?.decoderVariance;
      return variances ? mean(variances) : evaluated().decoderVariance;
    },
    weighted: lazy(() =>
      evaluation.importanceSamples === 0
        ? null
        : importanceWeightedLogLikelihood(
            backend,
            specification,
            model.tensors,
            data,
            estimate('importance', evaluation.importanceSamples),
          ),
    ),
    naive: lazy(() =>
      evaluation.priorSamples === undefined
        ? null
        : naiveLogLikelihood(backend, specification, model.tensors, data, estimate('prior', evaluation.priorSamples)),
    ),
  };
}

function mean(values: Float64Array): number {
  return values.reduce((total, value) => total + value / values.length, 0);
}

/** The linear decoder from a standard normal, whatever the levels of the model. */
function wholeDecoder(specification: TrialSpecification, arrays: ParameterArrays, mean: Float64Array): LinearDecoder {
  const decoder = trainedDecoder(specification, arrays, mean);
  return specification.model.second ? marginalDecoder(trainedSecondLevel(specification, arrays), decoder) : decoder;
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
