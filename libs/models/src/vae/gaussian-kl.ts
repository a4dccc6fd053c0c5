import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import type { Posterior } from './encoder.ts';

/** KL(q(z_i|x) || N(0, 1)) for each data point and dimension, [P, B, latentDim], nats. */
export function gaussianKl(ops: Operations, { mean, logVariance }: Posterior): tf.Tensor {
  const ofVariance = ops.sub(ops.sub(ops.exp(logVariance), logVariance), 1);
  return ops.mul(ops.add(ofVariance, ops.square(mean)), 0.5);
}
