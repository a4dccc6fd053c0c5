import type { ModelSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { named } from './named.ts';
import type { Parameters } from './parameters.ts';

/**
 * A deep linear decoder as the one layer that its layers amount to: the same function of z and of a condition, with the
 * weights where those of a linear decoder stand. Any other decoder as it is. Nothing is trained in this form.
 */
export function withOneLayerDecoder(
  model: ModelSpecification,
  parameters: Parameters,
): { readonly model: ModelSpecification; readonly parameters: Parameters } {
  const { hidden, activation, channels } = model.decoder;
  if (hidden.length === 0 || activation !== 'identity' || channels !== undefined) return { model, parameters };
  const layers = [...hidden.map((_, layer) => `decoder.${layer}`).slice(1), 'decoder.location'];
  const through = (start: tf.Tensor, withBiases: boolean) =>
    layers.reduce((whole, layer) => {
      const product = tf.matMul(whole, named(parameters, `${layer}.weights`));
      return withBiases ? tf.add(product, named(parameters, `${layer}.biases`)) : product;
    }, start);
  const condition = parameters['decoder.condition.weights'];
  return {
    model: { ...model, decoder: { ...model.decoder, hidden: [] } },
    parameters: {
      ...parameters,
      'decoder.location.weights': through(named(parameters, 'decoder.0.weights'), false),
      'decoder.location.biases': through(named(parameters, 'decoder.0.biases'), true),
      ...(condition ? { 'decoder.condition.weights': through(condition, false) } : {}),
    },
  };
}
