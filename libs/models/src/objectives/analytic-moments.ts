import * as tf from '@tensorflow/tfjs-core';
import { decoderLogVariance } from '../decoder.ts';
import { named } from '../named.ts';
import type { Parameters } from '../parameters.ts';
import { gaussianLogDensity } from './analytic.ts';
import { linearFit } from './linear-fit.ts';
import { combine, type Objective, type ObjectiveInputs, type ObjectiveSetting } from './objective.ts';

/** The parts of the full-batch ELBO, means over all the data, nats per data point. */
export interface MomentsTerms {
  /** [P]: E_q ln p(x|z), or minus the expected squared error for a loss as written. */
  readonly reconstruction: tf.Tensor;
  /** [P, latentDim]: KL of each dimension. */
  readonly klPerDimension: tf.Tensor;
  /** [P, latentDim]: variance of the posterior mean over the data. */
  readonly posteriorMeanVariance: tf.Tensor;
}

/**
 * The analytic full-batch ELBO of a linear VAE with shared encoder variance. It depends on the data through the
 * covariance alone, so a step costs the same for any number of data points: O(k d^2), or O(k^2 d) where `covariance` is
 * given as eigenvalues [1, d, 1] and the parameters stand in the eigenbasis.
 */
export function analyticMomentsObjective(setting: ObjectiveSetting): Objective {
  return (parameters, inputs) => {
    const terms = momentsTerms(setting, parameters, inputs);
    return combine(setting, terms.reconstruction, tf.mul(inputs.beta, tf.sum(terms.klPerDimension, -1)));
  };
}

/**
 * With E the encoder's weights [d, k] and c its bias, W the decoder's [k, d] and b its bias, all for centred data:
 * E|x - W'(E'x + c) - b|^2 = tr S - 2 tr(S E W) + tr(W' A W) + |b + W'c|^2, A = E'S E the covariance of the posterior mean.
 */
export function momentsTerms(setting: ObjectiveSetting, parameters: Parameters, inputs: ObjectiveInputs): MomentsTerms {
  const covariance = named(inputs, 'covariance');
  const encoder = named(parameters, 'encoder.mean.weights');
  const encoderBias = named(parameters, 'encoder.mean.biases');
  const logPosteriorVariance = named(parameters, 'encoder.logVariance');
  const decoder = named(parameters, 'decoder.location.weights');
  const decoderBias = named(parameters, 'decoder.location.biases');
  const logVariance = decoderLogVariance(setting.likelihood, parameters, inputs.fixedLogVariance, null);
  const asWritten = setting.objective.reduction !== 'elbo';
  const precision = asWritten ? tf.onesLike(logVariance) : tf.exp(tf.neg(logVariance));

  const weighted = tf.mul(decoder, precision);
  const columnNorms = tf.sum(tf.mul(weighted, decoder), -1);
  const posteriorVariance = tf.exp(logPosteriorVariance);
  const latentDim = setting.model.latentDim;

  const total = tf.sum(tf.mul(named(inputs, 'variances'), precision), [1, 2]);
  const fit = linearFit({ covariance, encoder, decoder, precision });
  const [ofFit, meanVariance] = tf.split(fit, [1, latentDim], 1) as [tf.Tensor, tf.Tensor];
  const offset = tf.add(decoderBias, tf.matMul(encoderBias, decoder));
  const ofOffset = tf.sum(tf.mul(tf.square(offset), precision), [1, 2]);
  const ofVariance = tf.sum(tf.mul(tf.squeeze(posteriorVariance, [1]), columnNorms), -1);
  const error = tf.add(tf.add(total, tf.squeeze(ofFit, [1])), tf.add(ofOffset, ofVariance));

  const secondMoment = tf.add(meanVariance, tf.square(tf.squeeze(encoderBias, [1])));
  const ofPosteriorVariance = tf.sub(tf.sub(posteriorVariance, logPosteriorVariance), 1);
  return {
    reconstruction: asWritten
      ? tf.neg(error)
      : tf.squeeze(gaussianLogDensity(tf.expandDims(error, 1), logVariance, setting.dim), [1]),
    klPerDimension: tf.mul(tf.add(tf.squeeze(ofPosteriorVariance, [1]), secondMoment), 0.5),
    posteriorMeanVariance: meanVariance,
  };
}
