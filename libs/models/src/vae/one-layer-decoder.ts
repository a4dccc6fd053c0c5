import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import { named } from '../contracts/named.ts';
import type { Parameters } from '../contracts/parameters.ts';

/**
 * The parameters of a deep linear decoder of so many hidden layers as those of the one layer that they amount to: the same
 * function of z and of a condition, with the weights where those of a linear decoder stand.
 */
export function oneLayerDecoder(ops: Operations, hiddenLayers: number, parameters: Parameters): Parameters {
  const hidden = Array.from({ length: hiddenLayers }, (_, layer) => `decoder.${layer}`);
  const layers = [...hidden.slice(1), 'decoder.location'];
  const through = (start: tf.Tensor, withBiases: boolean) =>
    layers.reduce((whole, layer) => {
      const product = ops.matMul(whole, named(parameters, `${layer}.weights`));
      return withBiases ? ops.add(product, named(parameters, `${layer}.biases`)) : product;
    }, start);
  const condition = parameters['decoder.condition.weights'];
  return {
    ...parameters,
    'decoder.location.weights': through(named(parameters, 'decoder.0.weights'), false),
    'decoder.location.biases': through(named(parameters, 'decoder.0.biases'), true),
    ...(condition ? { 'decoder.condition.weights': through(condition, false) } : {}),
  };
}
