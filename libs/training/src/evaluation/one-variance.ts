import type { Model } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import type { TrialModel } from '../trial-model.ts';

const LN_2PI = Math.log(2 * Math.PI);

/** Whether one number is the variance of every dimension of every data point. */
export function hasOneVariance({ model }: Pick<TrialModel, 'model'>): boolean {
  const learn = model.likelihood.gaussian?.learn;
  return learn === 'fixed' || learn === 'scalar';
}

/** The same model with a variance that is handed in. */
export function withFixedVariance(model: Model): Model {
  return model.withLikelihood(model.likelihood.with({ learn: 'fixed' }));
}

/**
 * The Gaussian's number, ln s2, at which its constant, ln 2 pi s2, is 0, [members, 1, 1]. A log density at a large variance is nearly all
 * constant, and what float32 leaves of the squared error in it is little: at this one it is the squared error alone.
 */
export function bareNumbers(members: number): { readonly fixedLogVariance: tf.Tensor } {
  return { fixedLogVariance: tf.fill([members, 1, 1], -LN_2PI) };
}

/**
 * Log densities at a variance from those at the bare one, in float64, nats.
 * @param bare -pi times the squared error over the dimensions, of each data point
 */
export function atVariance(bare: Float32Array, logVariance: number, dim: number): Float64Array {
  const constant = (-dim / 2) * (LN_2PI + logVariance);
  const scale = bareScale(logVariance);
  const densities = new Float64Array(bare.length);
  for (let index = 0; index < bare.length; index++) densities[index] = constant + scale * (bare[index] ?? 0);
  return densities;
}

/** What a log density at the bare variance becomes times, but for the constant. */
export function bareScale(logVariance: number): number {
  return Math.exp(-LN_2PI - logVariance);
}

/** ln of the one decoder variance of a member; a fixed one is not rounded to float32. */
export function logVarianceOf(member: Pick<TrialModel, 'model'> | undefined, trained: Float32Array | null): number {
  const gaussian = member?.model.likelihood.gaussian;
  return gaussian?.learn === 'fixed' ? Math.log(gaussian.variance) : (trained?.[0] ?? 0);
}
