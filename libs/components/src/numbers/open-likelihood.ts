import type { BoundLikelihood } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import { parametersFrom, SIZES, tensorOf } from './made-up-numbers.ts';

const { pack, width } = SIZES;

/** Parameters, numbers and features for a likelihood of data of `size` dimensions. */
export function open(likelihood: BoundLikelihood, size: number, points: number) {
  const parameters = parametersFrom(likelihood.parameters({ width, dim: size }), pack);
  const numbers = Object.fromEntries(
    Object.entries(likelihood.numbers).map(([name, value]) => [name, tf.fill([pack, 1, 1], value)]),
  );
  const features = tensorOf([pack, points, width], 3);
  const heads = (given: Readonly<Record<string, tf.Tensor>> = parameters) =>
    likelihood.heads({ parameters: given, numbers, features });
  return { parameters, heads };
}
