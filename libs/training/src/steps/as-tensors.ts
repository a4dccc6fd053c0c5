import * as tf from '@tensorflow/tfjs-core';
import type { ParameterArrays } from '../start/initial-parameters.ts';

/** The same parameters as tensors; the caller frees them. */
export function asTensors(arrays: ParameterArrays): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
  );
}
