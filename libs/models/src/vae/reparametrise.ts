import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import type { Posterior } from './encoder.ts';

/** z = mean + sd * noise, [P, samples * B, latentDim]; sample s of data point b is row s * B + b. */
export function reparametrise(
  ops: Operations,
  { mean, logVariance }: Posterior,
  noise: tf.Tensor,
  samples: number,
): tf.Tensor {
  const deviation = ops.exp(ops.mul(logVariance, 0.5));
  if (samples === 1) return ops.add(mean, ops.mul(noise, deviation));
  const perPoint = deviation.shape[1] === 1 ? deviation : ops.tile(deviation, [1, samples, 1]);
  return ops.add(ops.tile(mean, [1, samples, 1]), ops.mul(noise, perPoint));
}
