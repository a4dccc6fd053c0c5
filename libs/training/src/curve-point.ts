import type { Backend } from '@collapse/backend';
import { latentDimensions } from '@collapse/closed-forms';
import {
  decoderLogVariance,
  momentsTerms,
  type ObjectiveSetting,
  type Parameters,
  trainsOnMoments,
} from '@collapse/models';
import type { TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { fixedLogVariance } from './data-slice.ts';
import type { DatasetTensors } from './dataset-tensors.ts';
import { codesInUse, type DataEvaluation, evaluateData } from './evaluate-data.ts';
import { measured } from './measured.ts';
import { notFinite } from './not-finite.ts';
import { objectiveValue } from './objective-value.ts';

const ACTIVE_ABOVE = 0.01;

/** The metrics of one point of a training curve, float32. */
export interface CurveMetrics {
  readonly [name: string]: number;
  readonly objective: number;
}

/**
 * Measures the members of a pack as they stand; `parameters` are in the basis they are trained in. Data points and noise are
 * the same at every point of a curve, in a pack or alone. null for a member whose numbers are not all finite.
 * @param data the training data
 * @param curveData what the points of the curve are taken over, all of the data or some
 */
export function curvePoints(
  backend: Backend,
  members: readonly TrialSpecification[],
  parameters: Parameters,
  data: DatasetTensors,
  curveData: DatasetTensors,
): (CurveMetrics | null)[] {
  const [first] = members;
  if (!first) return [];
  const terms = trainsOnMoments(first)
    ? fromMoments(members, first, parameters, data)
    : fromData(backend, members, parameters, curveData);
  return members.map((member, index) => {
    const own = terms[index];
    const metrics = own ? curveMetrics(member, data.dataset, own) : null;
    return metrics && Object.values(metrics).every(Number.isFinite) ? metrics : null;
  });
}

function curveMetrics(
  specification: TrialSpecification,
  // Of all the data: a full batch is the whole, whatever the curve is taken over.
  { dim, count }: { dim: number; count: number },
  { reconstruction, klPerDimension, posteriorMeanVariance, decoderVariance, twoLevelKl }: CurveTerms,
): CurveMetrics {
  const { train } = specification;
  const secondKl = twoLevelKl?.second ?? 0;
  const kl = twoLevelKl ? twoLevelKl.first + secondKl : klPerDimension.reduce((total, value) => total + value, 0);
  const batchSize = train.batchSize === 'full' ? count : train.batchSize;
  return {
    objective: objectiveValue(specification, { dim, batchSize }, { reconstruction, kl, secondKl }),
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
  readonly twoLevelKl?: DataEvaluation['twoLevelKl'];
}

function fromMoments(
  members: readonly TrialSpecification[],
  first: TrialSpecification,
  parameters: Parameters,
  data: DatasetTensors,
): CurveTerms[] {
  return measured(() => {
    const { model, likelihood, objective } = first;
    const setting: ObjectiveSetting = {
      model,
      likelihood,
      objective: { ...objective, reduction: 'elbo' },
      dim: data.dataset.dim,
      batchSize: data.dataset.count,
    };
    const eigen = objective.basis === 'eigen';
    const variance = fixedLogVariance(members);
    const terms = momentsTerms(setting, parameters, {
      fixedLogVariance: variance,
      beta: tf.ones([members.length]),
      covariance: eigen ? data.eigenvalues() : data.covariance(),
      variances: eigen ? data.eigenvalueRow() : data.variances(),
    });
    const own = (tensor: tf.Tensor) => {
      const values = tensor.dataSync<'float32'>();
      const size = values.length / members.length;
      return members.map((_, member) => Float64Array.from(values.subarray(member * size, (member + 1) * size)));
    };
    const reconstructions = own(terms.reconstruction);
    const kls = own(terms.klPerDimension);
    const meanVariances = own(terms.posteriorMeanVariance);
    const decoderVariances = own(tf.mean(tf.exp(decoderLogVariance(likelihood, parameters, variance, null)), -1));
    return members.map((_, member) => ({
      reconstruction: reconstructions[member]?.[0] ?? Number.NaN,
      klPerDimension: kls[member] ?? new Float64Array(),
      posteriorMeanVariance: meanVariances[member] ?? new Float64Array(),
      decoderVariance: decoderVariances[member]?.[0] ?? Number.NaN,
    }));
  });
}

function fromData(
  backend: Backend,
  members: readonly TrialSpecification[],
  parameters: Parameters,
  data: DatasetTensors,
): (CurveTerms | null)[] {
  const options = { part: 'train', samples: 1, stream: 'curve' } as const;
  return evaluateData(backend, members, parameters, data, options).map((evaluation, index) => {
    if (notFinite(evaluation) !== null) return null;
    const { outputs, ...terms } = evaluation;
    return { ...latentDimensions(codesInUse(members[index] as TrialSpecification, outputs)), ...terms };
  });
}
