import type { ModelSpecification } from '@collapse/trials';
import type * as tf from '@tensorflow/tfjs-core';
import { dense, denseDefinitions, hiddenDefinitions, hiddenLayers } from './dense-network.ts';
import { named } from './named.ts';
import type { ParameterDefinition, Parameters } from './parameters.ts';

/** The Gaussian posterior q(z|x). */
export interface Posterior {
  /** [P, B, latentDim]. */
  readonly mean: tf.Tensor;
  /** [P, B, latentDim] where amortized, [P, 1, latentDim] where shared by all x. */
  readonly logVariance: tf.Tensor;
}

/** q(z|x) for x [P, B, dim], already centred at the data mean. */
export function encode(model: ModelSpecification, parameters: Parameters, x: tf.Tensor): Posterior {
  const { hidden, activation, variance } = model.encoder;
  const features = hiddenLayers(parameters, 'encoder', hidden, activation, x);
  return {
    mean: dense(parameters, 'encoder.mean', features),
    logVariance:
      variance === 'shared'
        ? named(parameters, 'encoder.logVariance')
        : dense(parameters, 'encoder.logVariance', features),
  };
}

export function encoderDefinitions(model: ModelSpecification, dim: number): Record<string, ParameterDefinition> {
  const { hidden, activation, variance } = model.encoder;
  const { definitions, width } = hiddenDefinitions('encoder', dim, hidden, activation);
  return {
    ...definitions,
    ...denseDefinitions('encoder.mean', width, model.latentDim),
    ...(variance === 'shared'
      ? { 'encoder.logVariance': { shape: [1, model.latentDim], start: { constant: 0 } } }
      : denseDefinitions('encoder.logVariance', width, model.latentDim, 0.01)),
  };
}
