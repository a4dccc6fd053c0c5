import * as tf from '@tensorflow/tfjs-core';
import { dataType, type NodeBackend, typeAttribute } from './node-backend.ts';

/**
 * Gives the gradient of relu as TensorFlow's one operation for it, where tfjs composes seven. Other back ends of this thread keep
 * theirs. There is no second derivative.
 */
export function useReluGradient(node: NodeBackend): void {
  const composed = tf.getGradient('Relu');
  tf.registerGradient({
    kernelName: 'Relu',
    inputsToSave: ['x'],
    gradFunc(gradient, saved, attributes) {
      const [x] = saved;
      if (tf.backend() !== node || x === undefined || Array.isArray(gradient)) {
        return composed.gradFunc(gradient, saved, attributes);
      }
      return {
        x: () => node.executeSingleOutput('ReluGrad', [typeAttribute('T', dataType.float32)], [gradient, x]),
      };
    },
  });
}
