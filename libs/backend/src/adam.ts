import * as tf from '@tensorflow/tfjs-core';
import type { AdamScalars } from './backend.ts';

export interface AdamState {
  readonly value: tf.Tensor;
  readonly firstMoment: tf.Tensor;
  readonly secondMoment: tf.Tensor;
}

/** One Adam update composed of ordinary operations, with ResourceApplyAdam's formula and order of rounding. */
export function adamUpdate(state: AdamState, scalars: AdamScalars, gradient: tf.Tensor): AdamState {
  const { beta1Power, beta2Power, learningRate, beta1, beta2, epsilon } = scalars;
  const rate = tf.div(tf.mul(learningRate, tf.sqrt(tf.sub(1, beta2Power))), tf.sub(1, beta1Power));
  const firstMoment = tf.add(state.firstMoment, tf.mul(tf.sub(gradient, state.firstMoment), tf.sub(1, beta1)));
  const secondMoment = tf.add(
    state.secondMoment,
    tf.mul(tf.sub(tf.square(gradient), state.secondMoment), tf.sub(1, beta2)),
  );
  const value = tf.sub(state.value, tf.div(tf.mul(firstMoment, rate), tf.add(tf.sqrt(secondMoment), epsilon)));
  return { value, firstMoment, secondMoment };
}
