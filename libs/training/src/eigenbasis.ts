import type { Parameters } from '@collapse/models';
import { named } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A linear VAE's parameters in the eigenbasis of the data covariance: x' = U'x, `eigenvectors` U [1, dim, dim] with
 * eigenvectors as columns. The function the model computes stays the same.
 */
export function toEigenbasis(parameters: Parameters, eigenvectors: tf.Tensor): Parameters {
  return {
    ...parameters,
    'encoder.mean.weights': tf.matMul(eigenvectors, named(parameters, 'encoder.mean.weights'), true),
    'decoder.location.weights': tf.matMul(named(parameters, 'decoder.location.weights'), eigenvectors),
    'decoder.location.biases': tf.matMul(named(parameters, 'decoder.location.biases'), eigenvectors),
  };
}

/** The way back from the eigenbasis. */
export function fromEigenbasis(parameters: Parameters, eigenvectors: tf.Tensor): Parameters {
  return {
    ...parameters,
    'encoder.mean.weights': tf.matMul(eigenvectors, named(parameters, 'encoder.mean.weights')),
    'decoder.location.weights': tf.matMul(named(parameters, 'decoder.location.weights'), eigenvectors, false, true),
    'decoder.location.biases': tf.matMul(named(parameters, 'decoder.location.biases'), eigenvectors, false, true),
  };
}
