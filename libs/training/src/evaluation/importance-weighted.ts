import type { Backend } from '@collapse/backend';
import { logMeanExp } from '@collapse/closed-forms';
import type { Parameters, Posterior } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import { dataSlice, likelihoodNumbers } from '../data/data-slice.ts';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import type { TrialModel } from '../trial-model.ts';
import { measured } from './measured.ts';
import { effectiveSamples, standardErrorOfMean, varianceOfLogMean } from './sampling-error.ts';

/** Rows of [samples * points, dim] that one pass holds. */
const ROWS_AT_ONCE = 4000;

/** Means over the data points looked at, nats. */
export interface ImportanceEstimate {
  readonly logLikelihood: number;
  /** The ELBO of the same points by the same samples, so that the gap between the two compares like with like. */
  readonly elbo: number;
  /** Of logLikelihood as an estimate for all data points; null where one point or one sample does not tell. */
  readonly standardError: number | null;
  /** Least over the points of (sum w)^2 / sum w^2. */
  readonly effectiveSamples: number;
}

export interface ImportanceOptions {
  /** Of each data point. */
  readonly samples: number;
  readonly points: number;
  readonly noiseSeed: readonly [number, number];
  /** What the samples are drawn from, [1, points, latentDim]; the encoder's posterior where it is left out. */
  readonly posterior?: Posterior;
}

/**
 * The importance-weighted estimate of log p(x) (Burda et al. 2016, equation 8), mean over the first `points` training
 * data points, nats: log 1/n sum p(x|z) p(z) / q(z|x), z ~ q(z|x). A lower bound in expectation that tightens with n.
 */
export function importanceWeightedLogLikelihood(
  backend: Backend,
  trial: TrialModel,
  parameters: Parameters,
  data: DatasetTensors,
  { samples, points, noiseSeed, posterior }: ImportanceOptions,
): ImportanceEstimate {
  const samplesAtOnce = Math.min(samples, ROWS_AT_ONCE);
  const pointsAtOnce = Math.max(1, Math.floor(ROWS_AT_ONCE / samplesAtOnce));
  const values = new Float64Array(points);
  let elbo = 0;
  let withinVariance = 0;
  let fewest = Number.POSITIVE_INFINITY;
  let draw = 0;
  for (let start = 0; start < points; start += pointsAtOnce) {
    const count = Math.min(pointsAtOnce, points - start);
    const logWeights = Array.from({ length: count }, () => new Float64Array(samples));
    for (let done = 0; done < samples; done += samplesAtOnce) {
      const now = Math.min(samplesAtOnce, samples - done);
      const seed = [noiseSeed[0], (noiseSeed[1] + draw++) | 0] as const;
      const drawn = logWeightsOf(backend, trial, parameters, data, {
        start,
        count,
        samples: now,
        seed,
        posterior,
      });
      for (const [index, value] of drawn.entries())
        logWeights[index % count]?.set([value], done + Math.floor(index / count));
    }
    for (const [index, weights] of logWeights.entries()) {
      values[start + index] = logMeanExp(weights);
      elbo += weights.reduce((total, value) => total + value, 0) / (samples * points);
      const effective = effectiveSamples(weights);
      withinVariance += varianceOfLogMean(effective, samples) / points;
      fewest = Math.min(fewest, effective);
    }
  }
  return {
    logLikelihood: values.reduce((total, value) => total + value / points, 0),
    elbo,
    standardError: standardErrorOfMean(
      { values, withinVariance, samplingVariance: withinVariance / points },
      data.dataset.count,
    ),
    effectiveSamples: fewest,
  };
}

interface SomeWeights {
  readonly start: number;
  readonly count: number;
  readonly samples: number;
  readonly seed: readonly [number, number];
  readonly posterior: Posterior | undefined;
}

/** ln p(x|z) + ln p(z) - ln q(z|x), [samples * count], sample by sample. */
function logWeightsOf(
  backend: Backend,
  trial: TrialModel,
  parameters: Parameters,
  data: DatasetTensors,
  { start, count, samples, seed, posterior }: SomeWeights,
): Float32Array {
  const { model } = trial;
  return measured(() => {
    const { input, target, condition } = dataSlice(trial, data, 'train', start, count);
    const own = (x: tf.Tensor) => tf.slice(x, [0, start, 0], [1, count, -1]);
    const { mean, logVariance } = posterior
      ? { mean: own(posterior.mean), logVariance: own(posterior.logVariance) }
      : model.encode(parameters, input, condition);
    const tiled = (x: tf.Tensor) => (x.shape[1] === 1 && count > 1 ? x : tf.tile(x, [1, samples, 1]));
    const noise = backend.standardNormals([samples * count, model.latentDim], tf.tensor2d([...seed], [1, 2], 'int32'));
    const deviation = tf.exp(tf.mul(logVariance, 0.5));
    const z = tf.add(tiled(mean), tf.mul(noise, tiled(deviation)));
    // ln p(z) - ln q(z|x): the normalisers 2 pi cancel.
    const logRatio = tf.mul(tf.sum(tf.sub(tf.add(tf.square(noise), tiled(logVariance)), tf.square(z)), -1), 0.5);
    const given = condition && tf.tile(condition, [1, samples, 1]);
    const decoded = model.decode(parameters, z, likelihoodNumbers([trial]), given);
    const logLikelihood = model.likelihood.logDensity(tf.tile(target, [1, samples, 1]), decoded);
    return tf.add(logLikelihood, logRatio).dataSync<'float32'>();
  });
}
