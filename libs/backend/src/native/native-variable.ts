import type * as tf from '@tensorflow/tfjs-core';
import type { Variable } from '../backend.ts';

/** A TensorFlow resource variable, known by its handle. */
export class NativeVariable implements Variable {
  readonly shape: readonly number[];
  readonly handle: tf.Tensor;
  constructor(shape: readonly number[], handle: tf.Tensor) {
    this.shape = shape;
    this.handle = handle;
  }
}

export function handleOf(variable: Variable): tf.Tensor {
  if (variable instanceof NativeVariable) return variable.handle;
  throw new Error('The native back end was given a variable that it did not create.');
}
