import * as tf from '@tensorflow/tfjs-core';
import { decode } from '../decoder.ts';
import { encode, type Posterior } from '../encoder.ts';
import { named } from '../named.ts';
import type { Parameters } from '../parameters.ts';
import { combine, type Objective, type ObjectiveInputs, type ObjectiveSetting, weightedKl } from './objective.ts';

const LN_2PI = Math.log(2 * Math.PI);

/** The ELBO without sampling: a linear Gaussian decoder under any Gaussian encoder (Lucas et al. 2019, section 4.1). */
export function analyticObjective(setting: ObjectiveSetting): Objective {
  return (parameters, inputs) => {
    const posterior = encode(setting.model, parameters, named(inputs, 'input'), inputs.condition);
    const reconstruction = analyticReconstruction(setting, parameters, inputs, posterior);
    return combine(setting, tf.mean(reconstruction, -1), weightedKl(setting, parameters, inputs, posterior));
  };
}

/** E_q ln p(x|z) of a linear Gaussian decoder, [P, B]; for a squared error as written, minus its expectation. */
export function analyticReconstruction(
  setting: ObjectiveSetting,
  parameters: Parameters,
  inputs: ObjectiveInputs,
  posterior: Posterior,
): tf.Tensor {
  const { location, logVariance } = decode(
    setting.model,
    setting.likelihood,
    parameters,
    posterior.mean,
    inputs.fixedLogVariance,
    inputs.condition,
  );
  if (!logVariance) throw new Error('the analytic ELBO needs a Gaussian likelihood');
  const asWritten = setting.objective.reduction !== 'elbo';
  const precision = asWritten ? tf.onesLike(logVariance) : tf.exp(tf.neg(logVariance));
  const ofMean = tf.sum(tf.mul(tf.square(tf.sub(named(inputs, 'target'), location)), precision), -1);
  const weights = named(parameters, 'decoder.location.weights');
  const columnNorms = tf.sum(tf.mul(tf.square(weights), precision), -1, true);
  const ofVariance = tf.squeeze(tf.matMul(tf.exp(posterior.logVariance), columnNorms), [-1]);
  const error = tf.add(ofMean, ofVariance);
  return asWritten ? tf.neg(error) : gaussianLogDensity(error, logVariance, setting.dim);
}

/** -1/2 [error + sum ln 2 pi s2]; `error` is already divided by the variance, logVariance is [P, 1, 1] or [P, 1, dim]. */
export function gaussianLogDensity(error: tf.Tensor, logVariance: tf.Tensor, dim: number): tf.Tensor {
  const logDeterminant =
    logVariance.shape[2] === 1 ? tf.mul(tf.squeeze(logVariance, [2]), dim) : tf.sum(logVariance, -1);
  return tf.mul(tf.add(error, tf.add(logDeterminant, dim * LN_2PI)), -0.5);
}
