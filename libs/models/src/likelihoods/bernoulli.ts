import type * as tf from '@tensorflow/tfjs-core';
import type { ComponentIssue, Operations } from '../contracts/component.ts';
import { defineLikelihood } from '../contracts/likelihood.ts';
import { gaussian } from './gaussian.ts';

export const bernoulli = defineLikelihood({
  kind: 'bernoulli',
  label: 'a Bernoulli decoder',
  summary: 'x from 0 to 1 as a probability; the location is its logit',
  support: 'unit',
  // Its ids have always had a variance, of which it takes no notice.
  fields: gaussian.fields,
  unused: ['variance', 'varianceFloor'],
  logDensity: (ops, x, { location }) => bernoulliLogDensity(ops, x, location),
  mean: (ops, { location }) => ops.sigmoid(location),
  check: ({ learn }) => withoutVariance('bernoulli', learn),
});

/**
 * sum [x l - ln(1 + e^l)], l the logits, which have the shape of the result. The slope is written out, x - 1 / (1 + e^-l): composed, it
 * would go over the large arrays a dozen times. It has no second derivative.
 */
export function bernoulliLogDensity(ops: Operations, x: tf.Tensor, location: tf.Tensor): tf.Tensor {
  return ops.customGrad((logits, save) => {
    const l = logits as tf.Tensor;
    (save as tf.GradSaveFunc)([l, x]);
    return {
      value: ops.sum(ops.sub(ops.mul(x, l), ops.softplus(l)), -1),
      gradFunc: (gradient: tf.Tensor, [at = l, values = x]: tf.Tensor[]) =>
        ops.mul(ops.expandDims(gradient, -1), ops.sub(values, ops.sigmoid(at))),
    };
  })(location);
}

/** Neither Bernoulli kind has a variance that could be learned. */
export function withoutVariance(kind: string, learn: string): ComponentIssue[] {
  if (learn === 'fixed') return [];
  return [
    {
      field: 'likelihood.learn',
      expected: `"fixed" for likelihood.kind "${kind}", which has no variance`,
      received: learn,
      remedy: 'Write "fixed", or set likelihood.kind to "gaussian".',
    },
  ];
}
