import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import { defineLikelihood } from '../contracts/likelihood.ts';
import { bernoulliLogDensity, withoutVariance } from './bernoulli.ts';
import { gaussian } from './gaussian.ts';

export const continuousBernoulli = defineLikelihood({
  kind: 'continuous-bernoulli',
  label: 'a continuous Bernoulli decoder',
  summary: 'the Bernoulli with its normaliser on [0, 1] (Loaiza-Ganem & Cunningham 2019, equation 3)',
  support: 'unit',
  fields: gaussian.fields,
  unused: ['variance', 'varianceFloor'],
  logDensity: (ops, x, { location }) =>
    ops.add(bernoulliLogDensity(ops, x, location), ops.sum(logNormaliser(ops, location), -1)),
  /** lambda less the slope of ln C in the logit. */
  mean: (ops, { location }) => ops.sub(ops.sigmoid(location), normaliserSlope(ops, location)),
  check: ({ learn }) => withoutVariance('continuous-bernoulli', learn),
  unbounded: (_own, { atEnds }) =>
    atEnds === 0
      ? null
      : `the ELBO has no maximum: ${atEnds === 1 ? '1 pixel is' : `${atEnds} pixels are`} always 0 or always 1, where the density of a continuous Bernoulli grows with its logit without bound`,
});

/** Below this |logit| the formulas lose digits to cancellation, and their series are exact to float32. */
const NEAR_ZERO = 0.1;

/**
 * ln C(lambda) of the continuous Bernoulli by its logit l: C = 2 artanh(1 - 2 lambda) / (1 - 2 lambda), which in l is
 * l / tanh(l / 2). Its slope is 1 / l - 1 / sinh(l).
 */
function logNormaliser(ops: Operations, location: tf.Tensor): tf.Tensor {
  return ops.customGrad((logits, save) => {
    const l = logits as tf.Tensor;
    (save as tf.GradSaveFunc)([l]);
    return {
      value: besideZero(
        ops,
        l,
        (away) => ops.log(ops.div(away, ops.tanh(ops.mul(away, 0.5)))),
        (squared) => ops.add(ops.mul(squared, ops.sub(1 / 12, ops.mul(squared, 7 / 1440))), Math.LN2),
      ),
      gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => {
        return ops.mul(gradient, normaliserSlope(ops, saved[0] ?? l));
      },
    };
  })(location);
}

/** The slope of ln C in the logit. */
function normaliserSlope(ops: Operations, logits: tf.Tensor): tf.Tensor {
  return besideZero(
    ops,
    logits,
    (away) => ops.sub(ops.div(1, away), ops.div(2, ops.sub(ops.exp(away), ops.exp(ops.neg(away))))),
    (squared) => ops.mul(logits, ops.sub(1 / 6, ops.mul(squared, 7 / 360))),
  );
}

/** A function of the logits: `away` from zero, and near it by a series in their squares. */
function besideZero(
  ops: Operations,
  logits: tf.Tensor,
  away: (logits: tf.Tensor) => tf.Tensor,
  series: (squared: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const near = ops.less(ops.abs(logits), NEAR_ZERO);
  return ops.where(near, series(ops.square(logits)), away(ops.where(near, ops.onesLike(logits), logits)));
}
