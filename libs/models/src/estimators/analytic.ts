import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import type { Estimator, EstimatorInputs, EstimatorSetting } from '../contracts/estimator.ts';
import { named } from '../contracts/named.ts';
import type { Parameters } from '../contracts/parameters.ts';
import type { Posterior } from '../vae/encoder.ts';

const LN_2PI = Math.log(2 * Math.PI);

/** The ELBO without sampling: a linear Gaussian decoder under any Gaussian encoder (Lucas et al. 2019, section 4.1). */
export const analytic: Estimator = {
  name: 'analytic',
  fits: ({ estimator, objective }) => estimator === 'analytic' && objective.needs !== 'codes',
  readsData: true,
  drawsNoise: false,
  terms(setting, parameters, inputs) {
    const { model } = setting;
    const posterior = model.encode(parameters, named(inputs, 'input'), inputs.condition);
    const reconstruction = () => analyticReconstruction(setting, parameters, inputs, posterior);
    return {
      meanReconstruction: () => model.ops.mean(reconstruction(), -1),
      reconstruction,
      posterior: () => posterior,
      levels: model.levels(parameters, posterior, inputs),
    };
  },
};

/** E_q ln p(x|z) of a linear Gaussian decoder, [P, B]; for a squared error as written, minus its expectation. */
export function analyticReconstruction(
  { model, objective }: Pick<EstimatorSetting, 'model'> & { readonly objective: { readonly scoresErrors: boolean } },
  parameters: Parameters,
  inputs: EstimatorInputs,
  posterior: Posterior,
): tf.Tensor {
  const { ops } = model;
  const { location, logVariance } = model.decode(parameters, posterior.mean, inputs, inputs.condition);
  if (!logVariance || !model.likelihood.gaussian) throw new Error('the analytic ELBO needs a Gaussian likelihood');
  const asWritten = objective.scoresErrors;
  const precision = asWritten ? ops.onesLike(logVariance) : ops.exp(ops.neg(logVariance));
  const ofMean = ops.sum(ops.mul(ops.square(ops.sub(named(inputs, 'target'), location)), precision), -1);
  const weights = named(parameters, 'decoder.location.weights');
  const columnNorms = ops.sum(ops.mul(ops.square(weights), precision), -1, true);
  const ofVariance = ops.squeeze(ops.matMul(ops.exp(posterior.logVariance), columnNorms), [-1]);
  const error = ops.add(ofMean, ofVariance);
  return asWritten ? ops.neg(error) : gaussianLogDensity(ops, error, logVariance, model.dim);
}

/** -1/2 [error + sum ln 2 pi s2]; `error` is already divided by the variance, logVariance is [P, 1, 1] or [P, 1, dim]. */
export function gaussianLogDensity(ops: Operations, error: tf.Tensor, logVariance: tf.Tensor, dim: number): tf.Tensor {
  const logDeterminant =
    logVariance.shape[2] === 1 ? ops.mul(ops.squeeze(logVariance, [2]), dim) : ops.sum(logVariance, -1);
  return ops.mul(ops.add(error, ops.add(logDeterminant, dim * LN_2PI)), -0.5);
}
