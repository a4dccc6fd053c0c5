import type { LikelihoodSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import type { Decoded } from './decoder.ts';

const LN_2PI = Math.log(2 * Math.PI);

/**
 * ln p(x|z), summed over the dimensions: x and what was decoded broadcast to [..., dim], the result loses that axis.
 * Nats per data point. A new likelihood is one function here and one name in the trial's specification.
 */
export type LogLikelihood = (x: tf.Tensor, decoded: Decoded) => tf.Tensor;

/** -1/2 sum [ln 2 pi s2 + (x - location)^2 / s2]. */
const gaussian: LogLikelihood = (x, { location, logVariance }) => {
  if (!logVariance) throw new Error('a Gaussian likelihood needs a variance');
  const dim = location.shape[location.shape.length - 1] ?? 1;
  const squared = tf.square(tf.sub(x, location));
  // One variance for all dimensions leaves the sum first, so that the large array is touched once.
  if (logVariance.shape[logVariance.shape.length - 1] === 1 && dim > 1) {
    const scalar = tf.squeeze(logVariance, [logVariance.rank - 1]);
    const errors = tf.mul(tf.sum(squared, -1), tf.exp(tf.neg(scalar)));
    return tf.mul(tf.add(errors, tf.mul(tf.add(scalar, LN_2PI), dim)), -0.5);
  }
  const terms = tf.add(tf.add(tf.mul(squared, tf.exp(tf.neg(logVariance))), logVariance), LN_2PI);
  return tf.mul(tf.sum(terms, -1), -0.5);
};

/**
 * sum [x l - ln(1 + e^l)], l the logits, which have the shape of the result. The slope is written out, x - 1 / (1 + e^-l): composed, it
 * would go over the large arrays a dozen times. It has no second derivative.
 */
const bernoulli: LogLikelihood = (x, { location }) =>
  tf.customGrad((logits, save) => {
    const l = logits as tf.Tensor;
    (save as tf.GradSaveFunc)([l, x]);
    return {
      value: tf.sum(tf.sub(tf.mul(x, l), tf.softplus(l)), -1),
      gradFunc: (gradient: tf.Tensor, [at = l, values = x]: tf.Tensor[]) =>
        tf.mul(tf.expandDims(gradient, -1), tf.sub(values, tf.sigmoid(at))),
    };
  })(location);

/** The Bernoulli with its normaliser on [0, 1]: Loaiza-Ganem & Cunningham 2019, equation 3. */
const continuousBernoulli: LogLikelihood = (x, decoded) =>
  tf.add(bernoulli(x, decoded), tf.sum(logNormaliser(decoded.location), -1));

/** Below this |logit| the formulas lose digits to cancellation, and their series are exact to float32. */
const NEAR_ZERO = 0.1;

/**
 * ln C(lambda) of the continuous Bernoulli by its logit l: C = 2 artanh(1 - 2 lambda) / (1 - 2 lambda), which in l is
 * l / tanh(l / 2). Its slope is 1 / l - 1 / sinh(l).
 */
const logNormaliser = tf.customGrad((logits, save) => {
  const l = logits as tf.Tensor;
  (save as tf.GradSaveFunc)([l]);
  return {
    value: besideZero(
      l,
      (away) => tf.log(tf.div(away, tf.tanh(tf.mul(away, 0.5)))),
      (squared) => tf.add(tf.mul(squared, tf.sub(1 / 12, tf.mul(squared, 7 / 1440))), Math.LN2),
    ),
    gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => {
      const at = saved[0] ?? l;
      const slope = besideZero(
        at,
        (away) => tf.sub(tf.div(1, away), tf.div(2, tf.sub(tf.exp(away), tf.exp(tf.neg(away))))),
        (squared) => tf.mul(at, tf.sub(1 / 6, tf.mul(squared, 7 / 360))),
      );
      return tf.mul(gradient, slope);
    },
  };
});

/** A function of the logits: `away` from zero, and near it by a series in their squares. */
function besideZero(
  logits: tf.Tensor,
  away: (logits: tf.Tensor) => tf.Tensor,
  series: (squared: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const near = tf.less(tf.abs(logits), NEAR_ZERO);
  return tf.where(near, series(tf.square(logits)), away(tf.where(near, tf.onesLike(logits), logits)));
}

export const LOG_LIKELIHOODS: Readonly<Record<LikelihoodSpecification['kind'], LogLikelihood>> = {
  gaussian,
  bernoulli,
  'continuous-bernoulli': continuousBernoulli,
};
