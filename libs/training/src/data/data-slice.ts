import * as tf from '@tensorflow/tfjs-core';
import type { TrialModel } from '../trial-model.ts';
import type { DatasetTensors } from './dataset-tensors.ts';

export interface DataSlice {
  /** What the encoder sees. */
  readonly input: tf.Tensor;
  /** What the decoder is to give. */
  readonly target: tf.Tensor;
  /** [1, points, condition dim], centred; only for a conditional model. */
  readonly condition?: tf.Tensor;
}

/** [1, points, dim] of the data from `start`, as the model takes them in and as it is to give them back. */
export function dataSlice(
  { model: { likelihood } }: Pick<TrialModel, 'model'>,
  data: DatasetTensors,
  part: 'train' | 'test',
  start: number,
  points: number,
): DataSlice {
  const slice = (values: tf.Tensor2D) => tf.expandDims(tf.slice(values, [start, 0], [points, values.shape[1]]), 0);
  const conditions = data.condition(part);
  const condition = conditions ? { condition: slice(conditions) } : {};
  if (likelihood.isCentred) {
    const centred = slice(data.centred(part));
    return { input: centred, target: centred, ...condition };
  }
  const target = slice(data.plain(part));
  return { input: likelihood.input(target, data.mean()), target, ...condition };
}

/** The likelihood's own numbers of each member, by name, each [P, 1, 1]. */
export function likelihoodNumbers(members: readonly Pick<TrialModel, 'model'>[]): Record<string, tf.Tensor> {
  const names = Object.keys(members[0]?.model.likelihood.numbers ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      tf.tensor(
        members.map(({ model }) => model.likelihood.numbers[name] ?? Number.NaN),
        [members.length, 1, 1],
      ),
    ]),
  );
}
