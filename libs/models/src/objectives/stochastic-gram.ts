import { isConditional, type TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { encode } from '../encoder.ts';
import { named } from '../named.ts';
import { combine, type Objective, type ObjectiveSetting, weightedKl } from './objective.ts';
import { reparametrise } from './reparametrise.ts';

const LN_2PI = Math.log(2 * Math.PI);

/**
 * Below this decoder variance the float32 rounding of the expanded square shows in the gradients: their largest error is
 * 1e-5 of the largest entry at 0.01, and grows as the variance falls.
 */
const SMALLEST_VARIANCE = 0.01;

/** Whether the stochastic objective can be had without an array of [batch, dim] but the batch itself. */
export function canUseGram({
  dataset,
  model,
  likelihood,
  objective,
}: Pick<TrialSpecification, 'dataset' | 'model' | 'likelihood' | 'objective'>): boolean {
  return (
    objective.estimator === 'stochastic' &&
    objective.reduction === 'elbo' &&
    model.decoder.hidden.length === 0 &&
    model.decoder.channels === undefined &&
    !isConditional(dataset) &&
    likelihood.kind === 'gaussian' &&
    likelihood.learn === 'fixed' &&
    likelihood.variance >= SMALLEST_VARIANCE
  );
}

/**
 * The stochastic ELBO of a linear Gaussian decoder with the square expanded: with z' = [z, 1] and W' the decoder's
 * weights over its bias, [k + 1, dim],
 *
 *     |x - W'ᵀz'|² = |x|² - 2 z'·W'x + z'·(W'W'ᵀ)z'
 *
 * so that the batch meets the decoder in one product, and the rest is [batch, k + 1].
 */
export function gramObjective(setting: ObjectiveSetting): Objective {
  return (parameters, inputs) => {
    const input = named(inputs, 'input');
    const noise = named(inputs, 'noise');
    const batch = input.shape[1] ?? 1;
    const samples = (noise.shape[1] ?? batch) / batch;
    const posterior = encode(setting.model, parameters, input);
    const z = reparametrise(posterior, noise, samples);
    const [pack = 1, rows = 1] = z.shape;
    const extended = tf.concat([z, tf.ones([pack, rows, 1])], -1);
    const decoder = tf.concat(
      [named(parameters, 'decoder.location.weights'), named(parameters, 'decoder.location.biases')],
      1,
    );
    const projected = tf.matMul(input, decoder, false, true);
    const quadratic = tf.matMul(extended, tf.matMul(decoder, decoder, false, true));
    const perSample = samples === 1 ? projected : tf.tile(projected, [1, samples, 1]);
    const products = tf.sum(tf.mul(extended, tf.sub(quadratic, tf.mul(perSample, 2))), -1);
    const error = tf.add(tf.mean(named(inputs, 'squaredNorms'), -1), tf.mean(products, -1));
    const logVariance = tf.reshape(inputs.fixedLogVariance, [-1]);
    const logDensity = tf.mul(
      tf.add(tf.mul(error, tf.exp(tf.neg(logVariance))), tf.mul(tf.add(logVariance, LN_2PI), setting.dim)),
      -0.5,
    );
    return combine(setting, logDensity, weightedKl(setting, parameters, inputs, posterior));
  };
}
