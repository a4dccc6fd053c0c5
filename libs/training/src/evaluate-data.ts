import type { Backend } from '@collapse/backend';
import type { EncoderOutputs } from '@collapse/closed-forms';
import {
  analyticReconstruction,
  decode,
  encode,
  hasLinearDecoder,
  type ObjectiveSetting,
  type Parameters,
  type Posterior,
  sampledReconstruction,
} from '@collapse/models';
import type { TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import type { DatasetTensors } from './dataset-tensors.ts';
import { measured } from './measured.ts';

/** Data points looked at together: large enough for the matmuls, small enough for [points, dim] arrays of many samples. */
const CHUNK_POINTS = 1000;

export interface EvaluationOptions {
  readonly part: 'train' | 'test';
  /** Posterior samples a data point; not used where the expectation is exact. */
  readonly samples: number;
  readonly noiseSeed: readonly [number, number];
}

/** What one model (pack axis 1) gives over a whole set of data. */
export interface DataEvaluation {
  /** E_q ln p(x|z), mean over the data points, nats. */
  readonly reconstruction: number;
  /** The posterior of every data point. */
  readonly outputs: EncoderOutputs;
  /** Mean over data points and dimensions; null where the likelihood has none. */
  readonly decoderVariance: number | null;
}

/** A chunk of data points, float32 as the tensors gave it. */
interface ChunkValues {
  readonly reconstruction: Float32Array;
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
  readonly decoderLogVariance: Float32Array | null;
}

/**
 * Looks at all of the data, never at a batch: the reconstruction is exact in q where the decoder is linear and Gaussian,
 * by posterior samples elsewhere. Means are taken in float64.
 */
export function evaluateData(
  backend: Backend,
  specification: TrialSpecification,
  parameters: Parameters,
  data: DatasetTensors,
  options: EvaluationOptions,
): DataEvaluation {
  const { latentDim } = specification.model;
  const count = options.part === 'train' ? data.dataset.count : (data.dataset.test?.count ?? 0);
  const posteriorMean = new Float32Array(count * latentDim);
  const shared = specification.model.encoder.variance === 'shared';
  const posteriorVariance = new Float64Array(shared ? latentDim : count * latentDim);
  let reconstruction = 0;
  let decoderVariance = 0;
  const chunk = Math.max(1, Math.floor(CHUNK_POINTS / (isExact(specification) ? 1 : options.samples)));
  for (let start = 0; start < count; start += chunk) {
    const points = Math.min(chunk, count - start);
    const values = chunkValues(backend, specification, parameters, data, options, start, points);
    posteriorMean.set(values.mean, start * latentDim);
    posteriorVariance.set(Float64Array.from(values.logVariance, Math.exp), shared ? 0 : start * latentDim);
    reconstruction += (points / count) * meanOf(values.reconstruction, (value) => value);
    if (values.decoderLogVariance) decoderVariance += (points / count) * meanOf(values.decoderLogVariance, Math.exp);
  }
  return {
    reconstruction,
    outputs: { count, latentDim, posteriorMean, posteriorVariance },
    decoderVariance: specification.likelihood.kind === 'gaussian' ? decoderVariance : null,
  };
}

function meanOf(values: Float32Array, transform: (value: number) => number): number {
  let total = 0;
  for (const value of values) total += transform(value);
  return total / values.length;
}

/** Whether E_q ln p(x|z) needs no samples. */
export function isExact(specification: TrialSpecification): boolean {
  const { kind, learn } = specification.likelihood;
  return hasLinearDecoder(specification) && kind === 'gaussian' && learn !== 'network';
}

/** [1, points, dim] of the data from `start`, as the model takes them in and as it is to give them back. */
export function dataSlice(
  specification: TrialSpecification,
  data: DatasetTensors,
  part: 'train' | 'test',
  start: number,
  points: number,
): { input: tf.Tensor; target: tf.Tensor } {
  const slice = (values: tf.Tensor2D) => tf.expandDims(tf.slice(values, [start, 0], [points, data.dataset.dim]), 0);
  if (specification.likelihood.kind === 'gaussian') {
    const centred = slice(data.centred(part));
    return { input: centred, target: centred };
  }
  const target = slice(data.plain(part));
  return { input: tf.sub(target, data.mean()), target };
}

/** ln of the decoder variance where it is fixed, [1, 1, 1]. */
export function fixedLogVariance(specification: TrialSpecification): tf.Tensor {
  return tf.fill([1, 1, 1], Math.log(specification.likelihood.variance));
}

function chunkValues(
  backend: Backend,
  specification: TrialSpecification,
  parameters: Parameters,
  data: DatasetTensors,
  { part, samples, noiseSeed: [low, high] }: EvaluationOptions,
  start: number,
  points: number,
): ChunkValues {
  return measured(() => {
    const slice = dataSlice(specification, data, part, start, points);
    const variance = fixedLogVariance(specification);
    const setting: ObjectiveSetting = {
      ...specification,
      objective: { ...specification.objective, reduction: 'elbo' },
      dim: data.dataset.dim,
      batchSize: points,
    };
    const posterior = encode(specification.model, parameters, slice.input);
    const inputs = { ...slice, fixedLogVariance: variance, beta: tf.ones([1]) };
    const reconstruction = isExact(specification)
      ? analyticReconstruction(setting, parameters, inputs, posterior)
      : sampledReconstruction(
          setting,
          parameters,
          {
            ...inputs,
            noise: tf.expandDims(
              backend.standardNormal(
                [samples * points, specification.model.latentDim],
                tf.tensor1d([low, (high + start) | 0], 'int32'),
              ),
              0,
            ),
          },
          posterior,
        );
    return {
      reconstruction: float32(reconstruction),
      mean: float32(posterior.mean),
      logVariance: float32(posterior.logVariance),
      decoderLogVariance: decoderLogVariance(specification, parameters, posterior, variance),
    };
  });
}

function decoderLogVariance(
  { model, likelihood }: TrialSpecification,
  parameters: Parameters,
  { mean }: Posterior,
  fixed: tf.Tensor,
): Float32Array | null {
  const { logVariance } = decode(model, likelihood, parameters, mean, fixed);
  return logVariance && float32(logVariance);
}

function float32(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<'float32'>();
}
