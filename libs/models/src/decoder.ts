import type { LikelihoodSpecification, ModelSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { dense, denseDefinitions, hiddenDefinitions, hiddenLayers } from './dense-network.ts';
import { named } from './named.ts';
import type { ParameterDefinition, Parameters } from './parameters.ts';

/** What p(x|z) is made of. */
export interface Decoded {
  /** Mean of a Gaussian (centred at the data mean), logits of a Bernoulli; [P, B, dim]. */
  readonly location: tf.Tensor;
  /** ln of the decoder variance: [P, 1, 1], [P, 1, dim] or [P, B, dim]; null for the Bernoulli kinds. */
  readonly logVariance: tf.Tensor | null;
}

/** p(x|z) for z [P, B, latentDim]. */
export function decode(
  model: ModelSpecification,
  likelihood: LikelihoodSpecification,
  parameters: Parameters,
  z: tf.Tensor,
  fixedLogVariance: tf.Tensor,
): Decoded {
  const features = hiddenLayers(parameters, 'decoder', model.decoder.hidden, model.decoder.activation, z);
  return {
    location: dense(parameters, 'decoder.location', features),
    logVariance:
      likelihood.kind === 'gaussian' ? decoderLogVariance(likelihood, parameters, fixedLogVariance, features) : null,
  };
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
): Record<string, ParameterDefinition> {
  const { hidden, activation } = model.decoder;
  const { definitions, width } = hiddenDefinitions('decoder', model.latentDim, hidden, activation);
  return {
    ...definitions,
    ...denseDefinitions('decoder.location', width, dim),
    ...varianceDefinitions(likelihood, width, dim),
  };
}

function varianceDefinitions(
  { kind, learn, variance, varianceFloor }: LikelihoodSpecification,
  width: number,
  dim: number,
): Record<string, ParameterDefinition> {
  if (kind !== 'gaussian' || learn === 'fixed') return {};
  const start = Math.log(Math.max(variance - varianceFloor, variance * 1e-3));
  if (learn === 'network') return denseDefinitions('decoder.logVariance', width, dim, 0.01, start);
  return { 'decoder.logVariance': { shape: [1, learn === 'scalar' ? 1 : dim], start: { constant: start } } };
}
