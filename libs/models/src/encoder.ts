import type { ModelSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { convolutionDefinitions, convolutions } from './convolution.ts';
import {
  conditionDefinitions,
  dense,
  denseDefinitions,
  hiddenDefinitions,
  hiddenLayers,
  varianceHeadDefinitions,
  withCondition,
} from './dense-network.ts';
import { named } from './named.ts';
import type { ParameterDefinition, Parameters } from './parameters.ts';

/** The Gaussian posterior q(z|x). */
export interface Posterior {
  /** [P, B, latentDim]. */
  readonly mean: tf.Tensor;
  /** [P, B, latentDim] where amortized, [P, 1, latentDim] where shared by all x or fixed. */
  readonly logVariance: tf.Tensor;
}

/** q(z|x) for x [P, B, dim], already centred at the data mean, as a condition [P, B, c] is where the model has one. */
export function encode(
  model: ModelSpecification,
  parameters: Parameters,
  x: tf.Tensor,
  condition: tf.Tensor | null = null,
): Posterior {
  const { hidden, activation, channels } = model.encoder;
  const seen = channels ? convolutions(parameters, 'encoder', channels, activation, x) : x;
  const features = hiddenLayers(parameters, 'encoder', hidden, activation, seen, condition);
  const mean = dense(parameters, 'encoder.mean', features);
  return {
    mean: hidden.length === 0 ? withCondition(parameters, 'encoder', mean, condition) : mean,
    logVariance: posteriorLogVariance(model, parameters, features),
  };
}

function posteriorLogVariance(
  { encoder, second, latentDim }: ModelSpecification,
  parameters: Parameters,
  features: tf.Tensor,
): tf.Tensor {
  if (typeof second?.firstVariance === 'number') {
    const pack = named(parameters, 'encoder.mean.biases').shape[0] ?? 1;
    return tf.fill([pack, 1, latentDim], Math.log(second.firstVariance));
  }
  return encoder.variance === 'shared'
    ? named(parameters, 'encoder.logVariance')
    : dense(parameters, 'encoder.logVariance', features);
}

export function encoderDefinitions(
  model: ModelSpecification,
  dim: number,
  conditionDim: number,
): Record<string, ParameterDefinition> {
  const { hidden, activation, variance, channels } = model.encoder;
  const { initialization } = model;
  const layers = { activation, initialization };
  const convolved = channels && convolutionDefinitions('encoder', dim, channels, activation, initialization);
  const { definitions, width } = hiddenDefinitions('encoder', convolved?.width ?? dim, hidden, layers);
  const fixed = typeof model.second?.firstVariance === 'number';
  const ofVariance: Record<string, ParameterDefinition> =
    variance === 'shared'
      ? { 'encoder.logVariance': { shape: [1, model.latentDim], start: { constant: 0 } } }
      : varianceHeadDefinitions('encoder.logVariance', width, model.latentDim, 0);
  return {
    ...convolved?.definitions,
    ...definitions,
    ...denseDefinitions('encoder.mean', width, model.latentDim, { initialization }),
    ...(fixed ? {} : ofVariance),
    ...conditionDefinitions('encoder', conditionDim, hidden[0] ?? model.latentDim, initialization),
  };
}
