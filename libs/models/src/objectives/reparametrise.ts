import * as tf from '@tensorflow/tfjs-core';
import type { Posterior } from '../encoder.ts';

/** z = mean + sd * noise, [P, samples * B, latentDim]; sample s of data point b is row s * B + b. */
export function reparametrise({ mean, logVariance }: Posterior, noise: tf.Tensor, samples: number): tf.Tensor {
  const deviation = tf.exp(tf.mul(logVariance, 0.5));
  if (samples === 1) return tf.add(mean, tf.mul(noise, deviation));
  const perPoint = deviation.shape[1] === 1 ? deviation : tf.tile(deviation, [1, samples, 1]);
  return tf.add(tf.tile(mean, [1, samples, 1]), tf.mul(noise, perPoint));
}
