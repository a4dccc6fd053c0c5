import type { Backend } from '@collapse/backend';
import { alongPrincipalAxes, type EncoderOutputs } from '@collapse/closed-forms';
import { analyticReconstruction, type Parameters, reconstructionScores } from '@collapse/models';
import { seedStream } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { dataSlice, likelihoodNumbers } from '../data/data-slice.ts';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import { byDensity, type TrialModel } from '../trial-model.ts';
import { measured } from './measured.ts';
import {
  atVariance,
  bareNumbers,
  bareScale,
  hasOneVariance,
  logVarianceOf,
  withFixedVariance,
} from './one-variance.ts';

/** Data points looked at together: large enough for the matmuls, small enough for [points, dim] arrays of many samples. */
const CHUNK_POINTS = 1000;
/** Numbers of one array over data points, dimensions and members, so that a large pack is looked at a few members at a time. */
const VALUES_AT_ONCE = 1.6e6;

export interface EvaluationOptions {
  readonly part: 'train' | 'test';
  /** Posterior samples a data point; not used where the expectation is exact. */
  readonly samples: number;
  /** Name of the noise's stream, taken from each trial's own seed. */
  readonly stream: string;
}

/** What one model gives over a whole set of data. */
export interface DataEvaluation {
  /** E_q ln p(x|z), mean over the data points, nats. */
  readonly reconstruction: number;
  /** The same of each data point, shape [count]. */
  readonly reconstructionOfPoints: Float64Array;
  /**
   * Standard error of `reconstruction` over the posterior samples: 0 where the expectation is exact, null where one sample a
   * data point does not tell.
   */
  readonly reconstructionError: number | null;
  /** The posterior of every data point; a log variance that float64 cannot raise e to is a variance of 0 or Infinity. */
  readonly outputs: EncoderOutputs & Required<Pick<EncoderOutputs, 'posteriorLogVariance'>>;
  /** Mean over data points and dimensions; null where the likelihood has none. */
  readonly decoderVariance: number | null;
  /** The KL of each level, float32, from the data upwards; null where there is one. */
  readonly klByLevel: readonly number[] | null;
}

/** A chunk of data points, float32 as the tensors gave it: each array is one member's after another's. */
interface ChunkValues {
  readonly reconstruction: Float32Array;
  /** Whether `reconstruction` is at the bare variance, see atVariance. */
  readonly isBare: boolean;
  /** Variance of each of them over the samples it is the mean of; null where there is one sample, or none. */
  readonly reconstructionVariance: Float32Array | null;
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
  readonly decoderLogVariance: Float32Array | null;
  /** By level; null where there is one. */
  readonly klByLevel: readonly Float32Array[] | null;
}

/**
 * Looks at all of the data, never at a batch: the reconstruction is exact in q where the decoder is linear and Gaussian,
 * by posterior samples elsewhere. Means are taken in float64. `parameters` are those of the pack's members, in order; what
 * comes out for a member does not depend on its pack.
 */
export function evaluateData(
  backend: Backend,
  members: readonly TrialModel[],
  parameters: Parameters,
  data: DatasetTensors,
  options: EvaluationOptions,
): DataEvaluation[] {
  const [first] = members;
  if (!first) return [];
  const points = Math.max(1, Math.floor(CHUNK_POINTS / (isExact(first) ? 1 : options.samples)));
  const atOnce = Math.max(1, Math.floor(VALUES_AT_ONCE / (CHUNK_POINTS * data.dataset.dim)));
  const evaluations: DataEvaluation[] = [];
  for (let start = 0; start < members.length; start += atOnce) {
    const few = members.slice(start, start + atOnce);
    evaluations.push(
      ...measured(() => evaluateFew(backend, few, sliceMembers(parameters, start, few.length), data, options, points)),
    );
  }
  return evaluations;
}

/** Some members' share of a pack's parameters. */
export function sliceMembers(parameters: Parameters, start: number, count: number): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => [
      name,
      start === 0 && count === tensor.shape[0] ? tensor : tf.slice(tensor, start, count),
    ]),
  );
}

function evaluateFew(
  backend: Backend,
  members: readonly TrialModel[],
  parameters: Parameters,
  data: DatasetTensors,
  options: EvaluationOptions,
  pointsAtOnce: number,
): DataEvaluation[] {
  const [first] = members;
  if (!first) return [];
  const { latentDim, hasSharedVariance: shared, levelCount, likelihood } = first.model;
  const count = options.part === 'train' ? data.dataset.count : (data.dataset.test?.count ?? 0);
  const totals = members.map(() => ({
    reconstruction: 0,
    reconstructionOfPoints: new Float64Array(count),
    squaredError: 0,
    decoderVariance: 0,
    klByLevel: Array<number>(levelCount).fill(0),
    posteriorMean: new Float32Array(count * latentDim),
    posteriorLogVariance: new Float32Array(shared ? latentDim : count * latentDim),
  }));
  for (let start = 0; start < count; start += pointsAtOnce) {
    const points = Math.min(pointsAtOnce, count - start);
    const values = chunkValues(backend, members, parameters, data, options, start, points);
    for (const [member, total] of totals.entries()) {
      const own = (array: Float32Array) => {
        const size = array.length / members.length;
        return array.subarray(member * size, (member + 1) * size);
      };
      total.posteriorMean.set(own(values.mean), start * latentDim);
      total.posteriorLogVariance.set(own(values.logVariance), shared ? 0 : start * latentDim);
      const logVariance = logVarianceOf(members[member], values.decoderLogVariance && own(values.decoderLogVariance));
      const reconstruction = values.isBare
        ? atVariance(own(values.reconstruction), logVariance, data.dataset.dim)
        : own(values.reconstruction);
      total.reconstruction += (points / count) * meanOf(reconstruction);
      total.reconstructionOfPoints.set(reconstruction, start);
      if (values.reconstructionVariance) {
        const scale = values.isBare ? bareScale(logVariance) ** 2 : 1;
        total.squaredError += (points / count ** 2) * scale * meanOf(own(values.reconstructionVariance));
      }
      for (const [level, kl] of values.klByLevel?.entries() ?? []) {
        total.klByLevel[level] = (total.klByLevel[level] ?? 0) + (points / count) * meanOf(own(kl));
      }
      if (values.decoderLogVariance) {
        total.decoderVariance += (points / count) * meanOf(exponentials(own(values.decoderLogVariance)));
      }
    }
  }
  const exact = isExact(first);
  return totals.map(({ posteriorMean, posteriorLogVariance, ...total }) => ({
    reconstruction: total.reconstruction,
    reconstructionOfPoints: total.reconstructionOfPoints,
    reconstructionError: exact ? 0 : options.samples === 1 ? null : Math.sqrt(total.squaredError),
    klByLevel: levelCount > 1 ? total.klByLevel : null,
    outputs: {
      count,
      latentDim,
      posteriorMean,
      posteriorVariance: exponentials(posteriorLogVariance),
      posteriorLogVariance,
    },
    decoderVariance: likelihood.gaussian ? total.decoderVariance : null,
  }));
}

// Plain loops: these run over every data point of every trial, and a callback for each value shows.

function exponentials(values: Float32Array): Float64Array {
  const result = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) result[index] = Math.exp(values[index] ?? 0);
  return result;
}

function meanOf(values: Float32Array | Float64Array): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index] ?? 0;
  return total / values.length;
}

/**
 * The codes whose axes can be told in use or not, in units in which their level's prior has the variance 1: along their
 * principal axes where a fixed posterior variance leaves the latent space free to rotate, else as they are.
 */
export function codesInUse(
  { model: { codePrior } }: { readonly model: Pick<TrialModel['model'], 'codePrior'> },
  outputs: EncoderOutputs,
): EncoderOutputs {
  const { variance, isRotatable } = codePrior;
  const codes = isRotatable ? alongPrincipalAxes(outputs) : outputs;
  if (variance === 1) return codes;
  const deviation = Math.sqrt(variance);
  return {
    ...codes,
    posteriorMean: Float64Array.from(codes.posteriorMean, (value) => value / deviation),
    posteriorVariance: Float64Array.from(codes.posteriorVariance, (value) => value / variance),
    ...(codes.posteriorLogVariance && {
      posteriorLogVariance: Float64Array.from(codes.posteriorLogVariance, (value) => value - Math.log(variance)),
    }),
  };
}

/** KL(q(z_i|x) || N(0, 1)) of each data point and dimension, data point by data point, shape [count, k], nats. */
export function klOfPointsOf({ posteriorMean, posteriorVariance, posteriorLogVariance, latentDim }: EncoderOutputs) {
  const isShared = posteriorVariance.length === latentDim;
  return Float64Array.from(posteriorMean, (mean, index) => {
    const place = isShared ? index % latentDim : index;
    const variance = posteriorVariance[place] ?? 1;
    const logVariance = posteriorLogVariance?.[place] ?? Math.log(variance);
    return (mean * mean + variance - logVariance - 1) / 2;
  });
}

/** Whether E_q ln p(x|z) needs no samples. */
export function isExact({ model }: Pick<TrialModel, 'model'>): boolean {
  const { gaussian } = model.likelihood;
  return model.decoderWidths !== null && gaussian !== null && gaussian.learn !== 'network';
}

function chunkValues(
  backend: Backend,
  members: readonly TrialModel[],
  trained: Parameters,
  data: DatasetTensors,
  { part, samples, stream }: EvaluationOptions,
  start: number,
  points: number,
): ChunkValues {
  return measured(() => {
    const trial = members[0] as TrialModel;
    const exact = isExact(trial);
    const { model, parameters } = exact
      ? trial.model.withOneLayerDecoder(trained)
      : { model: trial.model, parameters: trained };
    const slice = dataSlice(trial, data, part, start, points);
    const numbers = likelihoodNumbers(members);
    const isBare = !exact && hasOneVariance(trial);
    const setting = byDensity({ model: isBare ? withFixedVariance(model) : model });
    const posterior = model.encode(parameters, slice.input, slice.condition);
    const beta = tf.ones([members.length]);
    const inputs = { ...slice, ...(isBare ? bareNumbers(members.length) : numbers), beta };
    const noise = () =>
      backend.standardNormals(
        [samples * points, model.latentDim],
        tf.tensor2d(
          members.map(({ specification }) => {
            const [low, high] = seedStream(specification.seed, stream);
            return [low, (high + start) | 0];
          }),
          [members.length, 2],
          'int32',
        ),
      );
    const scores = exact
      ? analyticReconstruction(setting, parameters, inputs, posterior)
      : reconstructionScores(setting, parameters, { ...inputs, noise: noise() }, posterior);
    const reconstruction = scores.rank === 2 ? scores : tf.mean(scores, 1);
    const { gaussian } = model.likelihood;
    const logVariance =
      gaussian?.learn === 'network'
        ? model.decode(parameters, posterior.mean, numbers, slice.condition).logVariance
        : gaussian && model.likelihood.heads({ parameters, numbers, features: null }).logVariance;
    const levels = model.levelCount > 1 ? model.levels(parameters, posterior, { beta }) : null;
    return {
      klByLevel: levels?.map(({ name, klOfPoints }) => float32(known(klOfPoints, name)())) ?? null,
      reconstruction: float32(reconstruction),
      isBare,
      reconstructionVariance: scores.rank === 2 ? null : float32(varianceOfMean(scores, reconstruction)),
      mean: float32(posterior.mean),
      logVariance: float32(posterior.logVariance),
      decoderLogVariance: logVariance ? float32(logVariance) : null,
    };
  });
}

function known<Value>(value: Value | undefined, level: string): Value {
  if (value === undefined) throw new Error(`the KL of each data point of level ${level} is not known`);
  return value;
}

/** Variance of the mean of some samples, [P, B], from the samples [P, S, B] and their mean. */
function varianceOfMean(samples: tf.Tensor, mean: tf.Tensor): tf.Tensor {
  const count = samples.shape[1] ?? 1;
  return tf.div(tf.sum(tf.square(tf.sub(samples, tf.expandDims(mean, 1))), 1), count * (count - 1));
}

function float32(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<'float32'>();
}
