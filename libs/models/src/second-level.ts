import type { ModelSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { dense, denseDefinitions } from './dense-network.ts';
import type { Posterior } from './encoder.ts';
import { named } from './named.ts';
import type { ParameterDefinition, Parameters } from './parameters.ts';

/*
 * The second, linear level of a hierarchical VAE (Dang et al. 2023, section 4.2): p(z2) = N(0, I),
 * p(z1|z2) = N(B z2 + b, s1 I), q(z2|z1) = N(U z1 + c, diag(D2)), all in closed form given q(z1|x).
 */

export function secondLevelDefinitions({
  second,
  latentDim,
  initialization,
}: ModelSpecification): Record<string, ParameterDefinition> {
  if (!second) return {};
  return {
    ...denseDefinitions('encoder.second', latentDim, second.latentDim, { initialization }),
    'encoder.second.logVariance': { shape: [1, second.latentDim], start: { constant: 0 } },
    ...denseDefinitions('decoder.second', second.latentDim, latentDim, { initialization }),
  };
}

/** The two parts of KL(q(z1, z2|x) || p(z1, z2)) of each data point, [P, B], nats. */
export interface TwoLevelKl {
  /** E_q [ln q(z1|x) - ln p(z1|z2)]. */
  readonly first: tf.Tensor;
  /** E_q(z1|x) KL(q(z2|z1) || p(z2)). */
  readonly second: tf.Tensor;
}

export function twoLevelKl(
  model: ModelSpecification,
  parameters: Parameters,
  { mean, logVariance }: Posterior,
): TwoLevelKl {
  const { second, latentDim } = model;
  if (!second) throw new Error('the model has no second level');
  const encoder = named(parameters, 'encoder.second.weights');
  const decoder = named(parameters, 'decoder.second.weights');
  const logSecond = named(parameters, 'encoder.second.logVariance');
  const secondVariance = tf.exp(logSecond);
  const variance = tf.exp(logVariance);
  const secondMean = dense(parameters, 'encoder.second', mean);

  // z1 - B z2 - b = (I - B U) z1 - B (c + noise) - b, and the same with the mean in place of z1.
  const error = tf.sub(mean, dense(parameters, 'decoder.second', secondMean));
  const residual = tf.sub(tf.eye(latentDim), tf.matMul(encoder, decoder));
  const ofFirst = tf.matMul(variance, tf.sum(tf.square(residual), 2, true));
  const ofSecond = tf.matMul(secondVariance, tf.sum(tf.square(decoder), 2, true));
  const squared = tf.add(tf.sum(tf.square(error), -1), tf.squeeze(tf.add(ofFirst, ofSecond), [2]));
  const entropy = tf.sub(tf.sum(logVariance, -1), latentDim * (Math.log(second.priorVariance) - 1));
  const first = tf.mul(tf.sub(tf.div(squared, second.priorVariance), entropy), 0.5);

  const spread = tf.matMul(variance, tf.sum(tf.square(encoder), 2, true));
  const moments = tf.add(tf.sum(tf.square(secondMean), -1), tf.squeeze(spread, [2]));
  const ofVariance = tf.sum(tf.sub(tf.sub(secondVariance, logSecond), 1), -1);
  return { first, second: tf.mul(tf.add(moments, ofVariance), 0.5) };
}

/** Codes of the first level from the prior, [P, B, latentDim]: `noise` for them, `secondNoise` [P, B, second] for z2. */
export function priorCodes(
  { second }: ModelSpecification,
  parameters: Parameters,
  noise: tf.Tensor,
  secondNoise: tf.Tensor,
): tf.Tensor {
  if (!second) return noise;
  return tf.add(dense(parameters, 'decoder.second', secondNoise), tf.mul(noise, Math.sqrt(second.priorVariance)));
}
