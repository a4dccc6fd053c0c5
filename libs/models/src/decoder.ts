import type { LikelihoodSpecification, ModelSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { transposedConvolutions, transposedDefinitions } from './convolution.ts';
import {
  ACTIVATIONS,
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

/** What p(x|z) is made of. */
export interface Decoded {
  /** Mean of a Gaussian (centred at the data mean), logits of a Bernoulli; [P, B, dim]. */
  readonly location: tf.Tensor;
  /** ln of the decoder variance: [P, 1, 1], [P, 1, dim] or [P, B, dim]; null for the Bernoulli kinds. */
  readonly logVariance: tf.Tensor | null;
}

/** p(x|z) for z [P, B, latentDim], given a condition [P, B, c] where the model has one. */
export function decode(
  model: ModelSpecification,
  likelihood: LikelihoodSpecification,
  parameters: Parameters,
  z: tf.Tensor,
  fixedLogVariance: tf.Tensor,
  condition: tf.Tensor | null = null,
): Decoded {
  const { hidden, activation } = model.decoder;
  const features = hiddenLayers(parameters, 'decoder', hidden, activation, z, condition);
  return {
    location: locationOf(model, parameters, features, condition),
    logVariance:
      likelihood.kind === 'gaussian' ? decoderLogVariance(likelihood, parameters, fixedLogVariance, features) : null,
  };
}

function locationOf(
  { decoder: { hidden, activation, channels } }: ModelSpecification,
  parameters: Parameters,
  features: tf.Tensor,
  condition: tf.Tensor | null,
): tf.Tensor {
  if (channels) {
    const first = ACTIVATIONS[activation](dense(parameters, 'decoder.image', features));
    return transposedConvolutions(parameters, 'decoder', channels, activation, first);
  }
  const location = dense(parameters, 'decoder.location', features);
  return hidden.length === 0 ? withCondition(parameters, 'decoder', location, condition) : location;
}

/** ln of the decoder variance; `features` are the decoder's last hidden layer, needed where the network gives it. */
export function decoderLogVariance(
  likelihood: LikelihoodSpecification,
  parameters: Parameters,
  fixedLogVariance: tf.Tensor,
  features: tf.Tensor | null,
): tf.Tensor {
  if (likelihood.learn === 'fixed') return fixedLogVariance;
  if (likelihood.learn !== 'network') {
    return withFloor(named(parameters, 'decoder.logVariance'), likelihood.varianceFloor);
  }
  if (!features) throw new Error('a variance that the network outputs needs the network');
  return withFloor(dense(parameters, 'decoder.logVariance', features), likelihood.varianceFloor);
}

function withFloor(logVariance: tf.Tensor, floor: number): tf.Tensor {
  return floor > 0 ? tf.log(tf.add(tf.exp(logVariance), floor)) : logVariance;
}

export function decoderDefinitions(
  model: ModelSpecification,
  likelihood: LikelihoodSpecification,
  dim: number,
  conditionDim: number,
): Record<string, ParameterDefinition> {
  const { hidden, activation, channels } = model.decoder;
  const { initialization } = model;
  const { definitions, width } = hiddenDefinitions('decoder', model.latentDim, hidden, { activation, initialization });
  return {
    ...definitions,
    ...(channels
      ? transposedDefinitions('decoder', width, dim, channels, activation, initialization)
      : denseDefinitions('decoder.location', width, dim, { initialization })),
    ...varianceDefinitions(likelihood, width, dim),
    ...conditionDefinitions('decoder', conditionDim, hidden[0] ?? dim, initialization),
  };
}

function varianceDefinitions(
  { kind, learn, variance, varianceFloor }: LikelihoodSpecification,
  width: number,
  dim: number,
): Record<string, ParameterDefinition> {
  if (kind !== 'gaussian' || learn === 'fixed') return {};
  const start = Math.log(Math.max(variance - varianceFloor, variance * 1e-3));
  if (learn === 'network') return varianceHeadDefinitions('decoder.logVariance', width, dim, start);
  return { 'decoder.logVariance': { shape: [1, learn === 'scalar' ? 1 : dim], start: { constant: start } } };
}
