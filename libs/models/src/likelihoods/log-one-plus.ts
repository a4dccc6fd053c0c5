import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';

/** Below it the logarithm of the sum loses digits, and the series of 2 artanh(u / (2 + u)) is exact to float32. */
const SERIES_BELOW = 0.5;

/**
 * ln(1 + u), u >= 0, to float32's relative accuracy also where u is small, which WebAssembly's log1p does not have. The
 * slope is written out, 1 / (1 + u), and has none of its own.
 */
export function logOnePlus(ops: Operations, u: tf.Tensor): tf.Tensor {
  return ops.customGrad((given, save) => {
    const at = given as tf.Tensor;
    (save as tf.GradSaveFunc)([at]);
    const s = ops.div(at, ops.add(at, 2));
    const squared = ops.square(s);
    const inner = ops.add(1 / 3, ops.mul(squared, ops.add(1 / 5, ops.mul(squared, 1 / 7))));
    const series = ops.mul(ops.mul(s, 2), ops.add(1, ops.mul(squared, inner)));
    return {
      value: ops.where(ops.less(at, SERIES_BELOW), series, ops.log(ops.add(at, 1))),
      gradFunc: (gradient: tf.Tensor, [saved = at]: tf.Tensor[]) => ops.div(gradient, ops.add(saved, 1)),
    };
  })(u);
}
