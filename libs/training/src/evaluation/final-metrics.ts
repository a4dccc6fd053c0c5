import type { Backend } from '@collapse/backend';
import { collapseEpsilons } from '@collapse/closed-forms';
import { type Dimensions, type Evidence, evidenceOfDecoder, type Metrics, metricsFrom } from '@collapse/trials';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import { takeMeasures } from '../measures/index.ts';
import { type MeasureContext, measureContext, type TrainedModel } from '../measures/measure-context.ts';
import type { TrialModel } from '../trial-model.ts';
import { codesInUse } from './evaluate-data.ts';

/** What is recorded of a trained model. */
export interface FinalMetrics {
  readonly evidence: Evidence;
  readonly metrics: Metrics;
  readonly dimensions: Dimensions;
  /** Why the ELBO has no maximum, or would have none but for the variance floor; left out where that is not so. */
  readonly unbounded?: string;
}

/**
 * The metrics of a finished trial: all measures that fit it, with what training itself has to tell (`steps`, `seconds`)
 * handed through.
 * @throws DivergedError where a number of the trained model is not finite
 */
export function finalMetrics(
  backend: Backend,
  trial: TrialModel,
  model: TrainedModel,
  data: DatasetTensors,
  ofTraining: Partial<Metrics>,
): FinalMetrics {
  const context = measureContext(backend, trial, model, data);
  const { objective, unbounded } = context.theory();
  return {
    evidence: evidenceOfDecoder(trial.model.decoderWidths !== null, objective !== null),
    ...(unbounded === null ? {} : { unbounded }),
    metrics: metricsFrom({ ...takeMeasures(context), ...ofTraining }),
    dimensions: dimensionsOf(context),
  };
}

function dimensionsOf({ trial, terms, evaluated, theory }: MeasureContext): Dimensions {
  const { klPerDimension, posteriorMeanVariance, fractionBelowEpsilon } = terms();
  const { optimum } = theory();
  return {
    kl: [...klPerDimension],
    posteriorMeanVariance: [...posteriorMeanVariance],
    fractionBelowEpsilon: [...fractionBelowEpsilon],
    collapseEpsilon: [...collapseEpsilons(codesInUse(trial, evaluated().outputs))],
    predictedKl: optimum ? [...optimum.klPerDimension] : null,
  };
}
