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

/** sum [x l - ln(1 + e^l)], l the logits. */
const bernoulli: LogLikelihood = (x, { location }) => tf.sum(tf.sub(tf.mul(x, location), softplus(location)), -1);

/** The Bernoulli with its normaliser on [0, 1]: Loaiza-Ganem & Cunningham 2019, equation 3. */
const continuousBernoulli: LogLikelihood = (x, decoded) =>
  tf.add(bernoulli(x, decoded), tf.sum(logNormaliser(decoded.location), -1));

/**
 * ln C(lambda) of the continuous Bernoulli by its logit l: C = 2 artanh(1 - 2 lambda) / (1 - 2 lambda), which in l is
 * l / tanh(l / 2). Around l = 0 its series ln(2 + l^2 / 6) is exact to float32 and has no 0 / 0.
 */
function logNormaliser(logits: tf.Tensor): tf.Tensor {
  const near = tf.less(tf.abs(logits), 0.05);
  // The unused branch must be finite too, or its gradient poisons the used one.
  const safe = tf.where(near, tf.onesLike(logits), logits);
  const exact = tf.log(tf.div(safe, tf.tanh(tf.mul(safe, 0.5))));
  const series = tf.log(tf.add(tf.mul(tf.square(tf.where(near, logits, tf.zerosLike(logits))), 1 / 6), 2));
  return tf.where(near, series, exact);
}

/** ln(1 + e^l) without overflow. */
function softplus(logits: tf.Tensor): tf.Tensor {
  return tf.add(tf.relu(logits), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))));
}

export const LOG_LIKELIHOODS: Readonly<Record<LikelihoodSpecification['kind'], LogLikelihood>> = {
  gaussian,
  bernoulli,
  'continuous-bernoulli': continuousBernoulli,
};
