import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import { named } from '../contracts/named.ts';
import type { Parameters } from '../contracts/parameters.ts';

/**
 * A linear VAE's parameters in the eigenbasis of the data covariance: x' = U'x, `eigenvectors` U [1, dim, dim] with
 * eigenvectors as columns. The function the model computes stays the same.
 */
export function toEigenbasis(ops: Operations, parameters: Parameters, eigenvectors: tf.Tensor): Parameters {
  return {
    ...parameters,
    'encoder.mean.weights': ops.matMul(eigenvectors, named(parameters, 'encoder.mean.weights'), true),
    'decoder.location.weights': ops.matMul(named(parameters, 'decoder.location.weights'), eigenvectors),
    'decoder.location.biases': ops.matMul(named(parameters, 'decoder.location.biases'), eigenvectors),
  };
}

/** The way back from the eigenbasis. */
export function fromEigenbasis(ops: Operations, parameters: Parameters, eigenvectors: tf.Tensor): Parameters {
  return {
    ...parameters,
    'encoder.mean.weights': ops.matMul(eigenvectors, named(parameters, 'encoder.mean.weights')),
    'decoder.location.weights': ops.matMul(named(parameters, 'decoder.location.weights'), eigenvectors, false, true),
    'decoder.location.biases': ops.matMul(named(parameters, 'decoder.location.biases'), eigenvectors, false, true),
  };
}
