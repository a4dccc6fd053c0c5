import type { Backend } from '@collapse/backend';
import { gaussianKl, type Parameters, type Posterior, sampledReconstruction } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import { dataSlice, likelihoodNumbers } from '../data/data-slice.ts';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import { byDensity, type TrialModel } from '../trial-model.ts';

/** Rows of [samples * points, dim] that one step holds. */
const ROWS_AT_ONCE = 4000;
/** Adam's rate at the first step; it falls to 0 by half a cosine. */
const LEARNING_RATE = 0.05;
const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

export interface LocalSteps {
  /** The first ones of the training data. */
  readonly points: number;
  readonly steps: number;
  /** Posterior samples a data point and step. */
  readonly samples: number;
  readonly noiseSeed: readonly [number, number];
}

/**
 * The best Gaussian posterior N(mean, diag(variance)) of each data point by itself: Adam on its own ELBO (beta = 1), from
 * what the encoder gives it (Cremer et al. 2018, section 3). Each is [1, points, latentDim]; the caller frees them.
 */
export function localPosteriors(
  backend: Backend,
  trial: TrialModel,
  parameters: Parameters,
  data: DatasetTensors,
  { points, steps, samples, noiseSeed: [low, high] }: LocalSteps,
): Posterior {
  const atOnce = Math.max(1, Math.floor(ROWS_AT_ONCE / samples));
  return tf.tidy(() => {
    const found: Posterior[] = [];
    let draw = 0;
    for (let start = 0; start < points; start += atOnce) {
      const count = Math.min(atOnce, points - start);
      const noise = () => {
        const seed = tf.tensor2d([low, (high + draw++) | 0], [1, 2], 'int32');
        return backend.standardNormals([samples * count, trial.model.latentDim], seed);
      };
      found.push(bestPosteriors(trial, parameters, data, { start, count }, steps, noise));
    }
    return {
      mean: tf.concat(
        found.map(({ mean }) => mean),
        1,
      ),
      logVariance: tf.concat(
        found.map(({ logVariance }) => logVariance),
        1,
      ),
    };
  });
}

function bestPosteriors(
  trial: TrialModel,
  parameters: Parameters,
  data: DatasetTensors,
  { start, count }: { readonly start: number; readonly count: number },
  steps: number,
  noise: () => tf.Tensor,
): Posterior {
  const { model } = trial;
  const slice = dataSlice(trial, data, 'train', start, count);
  const setting = byDensity(trial);
  const given = { ...slice, ...likelihoodNumbers([trial]), beta: tf.ones([1]) };
  const negativeElbo = (mean: tf.Tensor, logVariance: tf.Tensor) => {
    const posterior = { mean, logVariance };
    const reconstruction = sampledReconstruction(setting, parameters, { ...given, noise: noise() }, posterior);
    return tf.sub<tf.Scalar>(tf.sum(gaussianKl(tf, posterior)), tf.sum(reconstruction));
  };
  const gradients = tf.grads(negativeElbo);
  const encoded = model.encode(parameters, slice.input, slice.condition);
  const shape = [1, count, model.latentDim];
  let variables: Variable[] = [encoded.mean, tf.add(encoded.logVariance, tf.zeros(shape))].map((value) => ({
    value,
    first: tf.zeros(shape),
    second: tf.zeros(shape),
  }));
  for (let step = 1; step <= steps; step++) {
    const rate = (LEARNING_RATE / 2) * (1 + Math.cos((Math.PI * (step - 1)) / steps));
    const next = tf.tidy(() => {
      const slopes = gradients(variables.map(({ value }) => value));
      return variables.map((variable, index) => adamStep(variable, slopes[index] ?? tf.zeros(shape), step, rate));
    });
    tf.dispose(variables);
    variables = next;
  }
  const [mean, logVariance] = variables;
  if (!mean || !logVariance) throw new Error('a posterior has a mean and a variance');
  return { mean: mean.value, logVariance: logVariance.value };
}

/** What Adam moves, with the moments of its gradient; a type, which tf.tidy takes apart. */
type Variable = { readonly value: tf.Tensor; readonly first: tf.Tensor; readonly second: tf.Tensor };

/** Kingma & Ba 2015, algorithm 1. */
function adamStep(variable: Variable, gradient: tf.Tensor, step: number, rate: number): Variable {
  const first = tf.add(tf.mul(variable.first, BETA_1), tf.mul(gradient, 1 - BETA_1));
  const second = tf.add(tf.mul(variable.second, BETA_2), tf.mul(tf.square(gradient), 1 - BETA_2));
  const deviation = tf.sqrt(tf.div(second, 1 - BETA_2 ** step));
  const move = tf.mul(tf.div(first, tf.add(deviation, EPSILON)), rate / (1 - BETA_1 ** step));
  return { value: tf.sub(variable.value, move), first, second };
}
