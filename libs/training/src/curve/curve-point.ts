import type { Backend } from '@collapse/backend';
import { ACTIVE_ABOVE, latentDimensions } from '@collapse/closed-forms';
import { estimatorOf, momentsTerms, named, type Parameters } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import { likelihoodNumbers } from '../data/data-slice.ts';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import { codesInUse, type DataEvaluation, evaluateData, klOfPointsOf } from '../evaluation/evaluate-data.ts';
import { measured } from '../evaluation/measured.ts';
import { notFinite } from '../run/not-finite.ts';
import { measuredLevels, objectiveValue } from '../steps/objective-value.ts';
import { byDensity, type TrialModel } from '../trial-model.ts';

/** The metrics of one point of a training curve by name, float32; `objective` only where the parts of the ELBO tell it. */
export type CurveMetrics = Readonly<Record<string, number>>;

/**
 * Measures the members of a pack as they stand; `parameters` are in the basis they are trained in. Data points and noise are
 * the same at every point of a curve, in a pack or alone. null for a member whose numbers are not all finite.
 * @param data the training data
 * @param curveData what the points of the curve are taken over, all of the data or some
 */
export function curvePoints(
  backend: Backend,
  members: readonly TrialModel[],
  parameters: Parameters,
  data: DatasetTensors,
  curveData: DatasetTensors,
): (CurveMetrics | null)[] {
  const [first] = members;
  if (!first) return [];
  const { readsData, constants } = estimatorOf(members);
  const terms = !readsData
    ? fromMoments(members, parameters, { first, constants: constants?.(data) })
    : fromData(backend, members, parameters, curveData);
  return members.map((member, index) => {
    const own = terms[index];
    const metrics = own ? curveMetrics(member, data.dataset, own) : null;
    return metrics && Object.values(metrics).every(Number.isFinite) ? metrics : null;
  });
}

function curveMetrics(
  trial: TrialModel,
  // Of all the data: a full batch is the whole, whatever the curve is taken over.
  { dim, count }: { dim: number; count: number },
  { reconstruction, klPerDimension, posteriorMeanVariance, decoderVariance, klByLevel, klOfPoints }: CurveTerms,
): CurveMetrics {
  const { train } = trial.specification;
  const total = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);
  const levels = klByLevel ?? [total(klPerDimension)];
  const kl = total(levels);
  const batchSize = train.batchSize === 'full' ? count : train.batchSize;
  const parts = measuredLevels(trial.specification, levels, klByLevel ? null : { klPerDimension, klOfPoints });
  const objective = objectiveValue(trial, { dim, batchSize }, { reconstruction, levels: parts });
  return {
    ...(objective === null ? {} : { objective }),
    elbo: reconstruction - kl,
    reconstruction,
    kl,
    active_units: posteriorMeanVariance.filter((variance) => variance > ACTIVE_ABOVE).length,
    ...(decoderVariance === null ? {} : { decoder_variance: decoderVariance }),
  };
}

interface CurveTerms {
  readonly reconstruction: number;
  readonly klPerDimension: Float64Array;
  readonly posteriorMeanVariance: Float64Array;
  readonly decoderVariance: number | null;
  /** null where there is one level. */
  readonly klByLevel: DataEvaluation['klByLevel'];
  /** null where no data point was looked at. */
  readonly klOfPoints: (() => Float64Array) | null;
}

function fromMoments(
  members: readonly TrialModel[],
  parameters: Parameters,
  { first, constants }: { first: TrialModel; constants: Parameters | undefined },
): CurveTerms[] {
  return measured(() => {
    const { model } = first;
    const numbers = likelihoodNumbers(members);
    const inputs = { ...numbers, beta: tf.ones([members.length]), ...constants };
    const terms = momentsTerms(byDensity(first), parameters, inputs);
    const heads = model.likelihood.heads({ parameters, numbers, features: null });
    const own = (tensor: tf.Tensor) => {
      const values = tensor.dataSync<'float32'>();
      const size = values.length / members.length;
      return members.map((_, member) => Float64Array.from(values.subarray(member * size, (member + 1) * size)));
    };
    const reconstructions = own(terms.reconstruction);
    const kls = own(terms.klPerDimension);
    const meanVariances = own(terms.posteriorMeanVariance);
    const decoderVariances = own(tf.mean(tf.exp(named(heads, 'logVariance')), -1));
    return members.map((_, member) => ({
      reconstruction: reconstructions[member]?.[0] ?? Number.NaN,
      klPerDimension: kls[member] ?? new Float64Array(),
      posteriorMeanVariance: meanVariances[member] ?? new Float64Array(),
      decoderVariance: decoderVariances[member]?.[0] ?? Number.NaN,
      klByLevel: null,
      klOfPoints: null,
    }));
  });
}

function fromData(
  backend: Backend,
  members: readonly TrialModel[],
  parameters: Parameters,
  data: DatasetTensors,
): (CurveTerms | null)[] {
  const options = { part: 'train', samples: 1, stream: 'curve' } as const;
  return evaluateData(backend, members, parameters, data, options).map((evaluation, index) => {
    if (notFinite(evaluation) !== null) return null;
    const { outputs, ...terms } = evaluation;
    const codes = codesInUse(members[index] as TrialModel, outputs);
    return { ...latentDimensions(codes), ...terms, klOfPoints: () => klOfPointsOf(codes) };
  });
}
