import type { TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import type { DatasetTensors } from './dataset-tensors.ts';

export interface DataSlice {
  readonly input: tf.Tensor;
  readonly target: tf.Tensor;
  /** [1, points, condition dim], centred; only for a conditional model. */
  readonly condition?: tf.Tensor;
}

/** [1, points, dim] of the data from `start`, as the model takes them in and as it is to give them back. */
export function dataSlice(
  specification: TrialSpecification,
  data: DatasetTensors,
  part: 'train' | 'test',
  start: number,
  points: number,
): DataSlice {
  const slice = (values: tf.Tensor2D) => tf.expandDims(tf.slice(values, [start, 0], [points, values.shape[1]]), 0);
  const conditions = data.condition(part);
  const condition = conditions ? { condition: slice(conditions) } : {};
  if (specification.likelihood.kind === 'gaussian') {
    const centred = slice(data.centred(part));
    return { input: centred, target: centred, ...condition };
  }
  const target = slice(data.plain(part));
  return { input: tf.sub(target, data.mean()), target, ...condition };
}

/** ln of the decoder variance where it is fixed, [P, 1, 1]. */
export function fixedLogVariance(members: readonly TrialSpecification[]): tf.Tensor {
  return tf.tensor(
    members.map(({ likelihood }) => Math.log(likelihood.variance)),
    [members.length, 1, 1],
  );
}
