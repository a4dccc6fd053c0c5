import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Operations } from '../contracts/component.ts';

/** relu or tanh make a network nonlinear; identity with hidden layers is the deep linear net. */
export const activation = z.enum(['relu', 'tanh', 'identity']);

export type Activation = z.output<typeof activation>;

export function activate(ops: Operations, kind: Activation, x: tf.Tensor): tf.Tensor {
  switch (kind) {
    case 'relu':
      return ops.relu(x);
    case 'tanh':
      return ops.tanh(x);
    case 'identity':
      return x;
  }
}
