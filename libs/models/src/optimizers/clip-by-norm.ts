import type * as tf from '@tensorflow/tfjs-core';

/**
 * The gradients of one step, each member's shortened to `clipNorm` where it is longer: Pascanu, Mikolov and Bengio (2013),
 * algorithm 1, over all parameters together. As in TensorFlow's clip_by_global_norm a norm that is not finite makes all of that
 * member's gradient NaN: the step would otherwise be one of length 0, and the training would stand still without a word.
 * @param gradients [P, ...] each
 * @param clipNorm [P]
 */
export function clipByNorm(ops: typeof tf, gradients: readonly tf.Tensor[], clipNorm: tf.Tensor): tf.Tensor[] {
  const squares = gradients.map((gradient) => ops.sum(ops.square(gradient), inner(gradient)));
  const [first, ...others] = squares;
  if (!first) return [];
  const norm = ops.sqrt(others.reduce<tf.Tensor>((sum, square) => ops.add(sum, square), first));
  const share = ops.add(ops.div(clipNorm, ops.maximum(norm, clipNorm)), ops.sub(norm, norm));
  return gradients.map((gradient) => ops.mul(gradient, ops.reshape(share, [-1, ...inner(gradient).map(() => 1)])));
}

/** The axes behind that of the pack. */
const inner = (tensor: tf.Tensor) => tensor.shape.slice(1).map((_, index) => index + 1);
