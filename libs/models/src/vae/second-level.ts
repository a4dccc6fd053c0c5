import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import { named } from '../contracts/named.ts';
import type { ParameterDefinition, Parameters } from '../contracts/parameters.ts';
import { dense, denseDefinitions } from '../networks/dense-layers.ts';
import type { Initialization } from '../networks/layer-start.ts';
import type { Posterior } from './encoder.ts';

/*
 * The second, linear level of a hierarchical VAE (Dang et al. 2023, section 4.2): p(z2) = N(0, I),
 * p(z1|z2) = N(B z2 + b, s1 I), q(z2|z1) = N(U z1 + c, diag(D2)), all in closed form given q(z1|x).
 */

/** The fields of a second level that its tensors depend on. */
export interface SecondLevelFields {
  readonly latentDim: number;
  readonly priorVariance: number;
}

export function secondLevelDefinitions(
  second: SecondLevelFields | undefined,
  latentDim: number,
  initialization: Initialization | undefined,
): Record<string, ParameterDefinition> {
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
  ops: Operations,
  { priorVariance }: SecondLevelFields,
  latentDim: number,
  parameters: Parameters,
  { mean, logVariance }: Posterior,
): TwoLevelKl {
  const encoder = named(parameters, 'encoder.second.weights');
  const decoder = named(parameters, 'decoder.second.weights');
  const logSecond = named(parameters, 'encoder.second.logVariance');
  const secondVariance = ops.exp(logSecond);
  const variance = ops.exp(logVariance);
  const secondMean = dense(ops, parameters, 'encoder.second', mean);

  // z1 - B z2 - b = (I - B U) z1 - B (c + noise) - b, and the same with the mean in place of z1.
  const error = ops.sub(mean, dense(ops, parameters, 'decoder.second', secondMean));
  const residual = ops.sub(ops.eye(latentDim), ops.matMul(encoder, decoder));
  const ofFirst = ops.matMul(variance, ops.sum(ops.square(residual), 2, true));
  const ofSecond = ops.matMul(secondVariance, ops.sum(ops.square(decoder), 2, true));
  const squared = ops.add(ops.sum(ops.square(error), -1), ops.squeeze(ops.add(ofFirst, ofSecond), [2]));
  const entropy = ops.sub(ops.sum(logVariance, -1), latentDim * (Math.log(priorVariance) - 1));
  const first = ops.mul(ops.sub(ops.div(squared, priorVariance), entropy), 0.5);

  const spread = ops.matMul(variance, ops.sum(ops.square(encoder), 2, true));
  const moments = ops.add(ops.sum(ops.square(secondMean), -1), ops.squeeze(spread, [2]));
  const ofVariance = ops.sum(ops.sub(ops.sub(secondVariance, logSecond), 1), -1);
  return { first, second: ops.mul(ops.add(moments, ofVariance), 0.5) };
}

/** Codes of the first level from the prior, [P, B, latentDim]: `noise` for them, `secondNoise` [P, B, second] for z2. */
export function priorCodes(
  ops: Operations,
  second: SecondLevelFields | undefined,
  parameters: Parameters,
  noise: tf.Tensor,
  secondNoise: tf.Tensor,
): tf.Tensor {
  if (!second) return noise;
  return ops.add(
    dense(ops, parameters, 'decoder.second', secondNoise),
    ops.mul(noise, Math.sqrt(second.priorVariance)),
  );
}
