import type { ParameterDefinitions, Parameters } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';

/** Sizes that differ from each other, so that an axis taken for another shows: P packs, S samples, B data points. */
export const SIZES = { pack: 2, samples: 4, batch: 3, dim: 5, latentDim: 6, width: 7 };

/** The same numbers each time, between -1 and 1 and none of them 0: multiples of the golden ratio, modulo 1. */
export function spread(count: number, start = 0): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => 2 * (((index + start + 1) * 0.6180339887498949) % 1) - 1);
}

export function tensorOf(shape: readonly number[], start = 0, scale = 1): tf.Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return tf.tensor(
    spread(count, start).map((value) => value * scale),
    [...shape],
  );
}

/** Parameters as they might be after a few steps: about where they start. */
export function parametersFrom(definitions: ParameterDefinitions, pack: number): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, { shape, start }], index) => {
      const whole = [pack, ...shape];
      const noise = tensorOf(whole, 17 * (index + 1), spreadOf(start));
      return [name, 'constant' in start ? tf.add(noise, start.constant) : noise];
    }),
  );
}

function spreadOf(start: ParameterDefinitions[string]['start']): number {
  if ('normal' in start) return start.normal;
  return 'uniform' in start ? start.uniform : 0.1;
}

export function areFinite(tensor: tf.Tensor): boolean {
  return tensor.dataSync().every((value) => Number.isFinite(value));
}

/** Gradients of the sum of `value` by named tensors. */
export function gradientsOf(
  value: (tensors: Parameters) => tf.Tensor,
  tensors: Record<string, tf.Tensor>,
): Record<string, tf.Tensor> {
  const names = Object.keys(tensors);
  const values = names.map((name) => tensors[name] as tf.Tensor);
  const gradients = tf.grads((...given: tf.Tensor[]) =>
    tf.sum(value(Object.fromEntries(names.map((name, index) => [name, given[index] as tf.Tensor])))),
  )(values);
  return Object.fromEntries(names.map((name, index) => [name, gradients[index] as tf.Tensor]));
}

/** Frees the tensors that `run` makes; what it gives is none. */
export function tidied<Result>(run: () => Result): Result {
  tf.engine().startScope();
  try {
    return run();
  } finally {
    tf.engine().endScope();
  }
}
