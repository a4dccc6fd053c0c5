import type { Backend } from '@collapse/backend';
import { type LinearDecoder, linearVaeLogLikelihood, marginalDecoder } from '@collapse/closed-forms';
import type { Parameters } from '@collapse/models';
import { seedStream } from '@collapse/trials';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import { type ExplainedData, explainedData } from '../data/explained-data.ts';
import { type DataEvaluation, evaluateData, isExact } from '../evaluation/evaluate-data.ts';
import { type ImportanceEstimate, importanceWeightedLogLikelihood } from '../evaluation/importance-weighted.ts';
import { type NaiveEstimate, naiveLogLikelihood } from '../evaluation/naive-monte-carlo.ts';
import { trainedDecoder, trainedSecondLevel } from '../evaluation/trained-linear-vae.ts';
import { DivergedError } from '../run/diverged-error.ts';
import { notFinite } from '../run/not-finite.ts';
import type { ParameterArrays } from '../start/initial-parameters.ts';
import { type DataFacts, dataFacts, type Theory, theoryOf } from '../theory/index.ts';
import type { TrialModel } from '../trial-model.ts';
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
  readonly trial: TrialModel;
  readonly specification: TrialModel['specification'];
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
  trial: TrialModel,
  model: TrainedModel,
  data: DatasetTensors,
): MeasureContext {
  const { dataset } = data;
  const { specification } = trial;
  const { evaluation, train } = specification;
  const { gaussian } = trial.model.likelihood;
  const points = Math.min(evaluation.importancePoints, dataset.count);
  const facts = lazy(() => dataFacts(dataset));
  const evaluated = lazy(() => evaluate(backend, trial, model, data, 'train'));
  const explained = lazy(() => (isExact(trial) ? explainedData(trial, dataset, model.arrays) : null));
  const terms = lazy(() => elboTerms(trial, model.arrays, explained(), evaluated()));
  const decoder = lazy(() => (explained() ? wholeDecoder(trial, model.arrays, dataset.moments.mean) : null));
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
    trial,
    specification,
    model,
    data,
    points,
    batchSize: train.batchSize === 'full' ? dataset.count : train.batchSize,
    facts,
    theory: lazy(() => theoryOf(specification, facts(), trial.components)),
    evaluated,
    heldOut: lazy(() => (dataset.test ? evaluate(backend, trial, model, data, 'test') : null)),
    explained,
    terms,
    elbo: () => terms().reconstruction - terms().kl,
    decoder,
    logLikelihood,
    decoderVariance: () => {
      if (gaussian?.learn === 'fixed') return gaussian.variance;
      // From the weights in float64 where they tell it: float32 may be below the floor.
      const variances = decoder()?.decoderVariance;
      return variances ? mean(variances) : evaluated().decoderVariance;
    },
    weighted: lazy(() =>
      evaluation.importanceSamples === 0
        ? null
        : importanceWeightedLogLikelihood(
            backend,
            trial,
            model.tensors,
            data,
            estimate('importance', evaluation.importanceSamples),
          ),
    ),
    naive: lazy(() =>
      evaluation.priorSamples === undefined
        ? null
        : naiveLogLikelihood(backend, trial, model.tensors, data, estimate('prior', evaluation.priorSamples)),
    ),
  };
}

function mean(values: Float64Array): number {
  return values.reduce((total, value) => total + value / values.length, 0);
}

/** The linear decoder from a standard normal, whatever the levels of the model. */
function wholeDecoder(trial: TrialModel, arrays: ParameterArrays, mean: Float64Array): LinearDecoder {
  const decoder = trainedDecoder(trial, arrays, mean);
  return trial.model.levelCount > 1 ? marginalDecoder(trainedSecondLevel(trial, arrays), decoder) : decoder;
}

function evaluate(
  backend: Backend,
  trial: TrialModel,
  { tensors }: TrainedModel,
  data: DatasetTensors,
  part: 'train' | 'test',
): DataEvaluation {
  const { samples } = trial.specification.evaluation;
  const [evaluation] = evaluateData(backend, [trial], tensors, data, { part, samples, stream: 'evaluation' });
  if (!evaluation) throw new Error('the data could not be evaluated');
  const broken = notFinite(evaluation);
  if (broken !== null) throw new DivergedError(`of the trained model ${broken}`);
  return evaluation;
}
