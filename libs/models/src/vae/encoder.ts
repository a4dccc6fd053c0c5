import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import { named } from '../contracts/named.ts';
import type { HiddenPart } from '../contracts/network.ts';
import type { ParameterDefinition, Parameters } from '../contracts/parameters.ts';
import {
  conditionDefinitions,
  dense,
  denseDefinitions,
  varianceHeadDefinitions,
  withCondition,
} from '../networks/dense-layers.ts';
import type { Initialization } from '../networks/layer-start.ts';

/** The Gaussian posterior q(z|x). */
export interface Posterior {
  /** [P, B, latentDim]. */
  readonly mean: tf.Tensor;
  /** [P, B, latentDim] where amortized, [P, 1, latentDim] where shared by all x or fixed. */
  readonly logVariance: tf.Tensor;
}

/** What an encoder is made of. */
export interface EncoderDesign {
  readonly network: HiddenPart;
  readonly latentDim: number;
  readonly variance: 'shared' | 'amortized';
  /** A posterior variance that is not learned; null where it is. */
  readonly fixedVariance: number | null;
  readonly conditionDim: number;
  readonly initialization: Initialization | undefined;
}

/** q(z|x) for what the encoder sees of x, [P, B, dim], and a condition [P, B, c], centred, where the model has one. */
export function encode(
  ops: Operations,
  design: EncoderDesign,
  parameters: Parameters,
  x: tf.Tensor,
  condition: tf.Tensor | null,
): Posterior {
  const { network } = design;
  const features = network.run(ops, parameters, x, condition);
  const mean = dense(ops, parameters, 'encoder.mean', features);
  return {
    mean: network.firstWidth === null ? withCondition(ops, parameters, 'encoder', mean, condition) : mean,
    logVariance: posteriorLogVariance(ops, design, parameters, features),
  };
}

function posteriorLogVariance(
  ops: Operations,
  { latentDim, variance, fixedVariance }: EncoderDesign,
  parameters: Parameters,
  features: tf.Tensor,
): tf.Tensor {
  if (fixedVariance !== null) {
    const pack = named(parameters, 'encoder.mean.biases').shape[0] ?? 1;
    return ops.fill([pack, 1, latentDim], Math.log(fixedVariance));
  }
  return variance === 'shared'
    ? named(parameters, 'encoder.logVariance')
    : dense(ops, parameters, 'encoder.logVariance', features);
}

export function encoderDefinitions({
  network: { definitions, width, firstWidth },
  latentDim,
  variance,
  fixedVariance,
  conditionDim,
  initialization,
}: EncoderDesign): Record<string, ParameterDefinition> {
  const ofVariance: Record<string, ParameterDefinition> =
    variance === 'shared'
      ? { 'encoder.logVariance': { shape: [1, latentDim], start: { constant: 0 } } }
      : varianceHeadDefinitions('encoder.logVariance', width, latentDim, 0);
  return {
    ...definitions,
    ...denseDefinitions('encoder.mean', width, latentDim, { initialization }),
    ...(fixedVariance === null ? ofVariance : {}),
    ...conditionDefinitions('encoder', conditionDim, firstWidth ?? latentDim, initialization),
  };
}
