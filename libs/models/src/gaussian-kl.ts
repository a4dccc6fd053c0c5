import * as tf from '@tensorflow/tfjs-core';
import type { Posterior } from './encoder.ts';

/** KL(q(z_i|x) || N(0, 1)) for each data point and dimension, [P, B, latentDim], nats. */
export function gaussianKl({ mean, logVariance }: Posterior): tf.Tensor {
  const ofVariance = tf.sub(tf.sub(tf.exp(logVariance), logVariance), 1);
  return tf.mul(tf.add(ofVariance, tf.square(mean)), 0.5);
}
