import type { Backend } from '@collapse/backend';
import { latentDimensions } from '@collapse/closed-forms';
import { momentsTerms, named, type ObjectiveSetting, type Parameters, trainsOnMoments } from '@collapse/models';
import { seedStream, type TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import type { DatasetTensors } from './dataset-tensors.ts';
import { evaluateData, fixedLogVariance } from './evaluate-data.ts';
import { measured } from './measured.ts';
import { objectiveValue } from './objective-value.ts';

const ACTIVE_ABOVE = 0.01;

/** The metrics of one point of a training curve, over the whole training set, float32. */
export type CurveMetrics = Readonly<Record<string, number>>;

/** Measures the model as it stands; `parameters` are in the basis it is trained in. */
export function curvePoint(
  backend: Backend,
  specification: TrialSpecification,
  parameters: Parameters,
  data: DatasetTensors,
): CurveMetrics {
  const { dim, count } = data.dataset;
  const { train } = specification;
  const terms = trainsOnMoments(specification)
    ? fromMoments(specification, parameters, data)
    : fromData(backend, specification, parameters, data);
  const kl = terms.klPerDimension.reduce((total, value) => total + value, 0);
  const batchSize = train.batchSize === 'full' ? count : train.batchSize;
  const parts = { reconstruction: terms.reconstruction, kl };
  return {
    objective: objectiveValue(specification, { dim, batchSize }, parts),
    elbo: parts.reconstruction - kl,
    ...parts,
    active_units: terms.posteriorMeanVariance.filter((variance) => variance > ACTIVE_ABOVE).length,
    ...(terms.decoderVariance === null ? {} : { decoder_variance: terms.decoderVariance }),
  };
}

interface CurveTerms {
  readonly reconstruction: number;
  readonly klPerDimension: Float64Array;
  readonly posteriorMeanVariance: Float64Array;
  readonly decoderVariance: number | null;
}

function fromMoments(specification: TrialSpecification, parameters: Parameters, data: DatasetTensors): CurveTerms {
  return measured(() => {
    const setting: ObjectiveSetting = {
      ...specification,
      objective: { ...specification.objective, reduction: 'elbo' },
      dim: data.dataset.dim,
      batchSize: data.dataset.count,
    };
    const eigen = specification.objective.basis === 'eigen';
    const terms = momentsTerms(setting, parameters, {
      fixedLogVariance: fixedLogVariance(specification),
      beta: tf.ones([1]),
      covariance: eigen ? data.eigenvalues() : data.covariance(),
      variances: eigen ? data.eigenvalueRow() : data.variances(),
    });
    const read = (tensor: tf.Tensor) => Float64Array.from(tensor.dataSync<'float32'>());
    return {
      reconstruction: read(terms.reconstruction)[0] ?? Number.NaN,
      klPerDimension: read(terms.klPerDimension),
      posteriorMeanVariance: read(terms.posteriorMeanVariance),
      decoderVariance: decoderVariance(specification, parameters),
    };
  });
}

function decoderVariance({ likelihood }: TrialSpecification, parameters: Parameters): number {
  if (likelihood.learn === 'fixed') return likelihood.variance;
  const logVariances = named(parameters, 'decoder.logVariance').dataSync<'float32'>();
  return (
    logVariances.reduce((total, value) => total + Math.exp(value) + likelihood.varianceFloor, 0) / logVariances.length
  );
}

function fromData(
  backend: Backend,
  specification: TrialSpecification,
  parameters: Parameters,
  data: DatasetTensors,
): CurveTerms {
  const { reconstruction, outputs, decoderVariance } = evaluateData(backend, specification, parameters, data, {
    part: 'train',
    samples: 1,
    noiseSeed: seedStream(specification.seed, 'curve'),
  });
  return { ...latentDimensions(outputs), reconstruction, decoderVariance };
}
