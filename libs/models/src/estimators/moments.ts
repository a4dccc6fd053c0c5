import type * as tf from '@tensorflow/tfjs-core';
import type { Estimator, EstimatorInputs, EstimatorSetting } from '../contracts/estimator.ts';
import { named } from '../contracts/named.ts';
import type { LevelTerms, Terms } from '../contracts/objective.ts';
import type { Parameters } from '../contracts/parameters.ts';
import { gaussianLogDensity } from './analytic.ts';
import { fromEigenbasis, toEigenbasis } from './eigenbasis.ts';
import { linearFit } from './linear-fit.ts';

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
 * covariance alone, so a step costs the same for any number of data points: O(k d^2).
 */
export const moments: Estimator = {
  name: 'moments',
  fits: fitsMoments,
  readsData: false,
  drawsNoise: false,
  constants: (data) => ({ covariance: data.covariance(), variances: data.variances() }),
  constantNames: ['covariance', 'variances'],
  terms: termsOfMoments,
};

/** Whether training needs the data's covariance only, not the data points: one layer each way, and no sampling. */
function fitsMoments({ estimator, isFullBatch, model, objective }: EstimatorSetting): boolean {
  return estimator === 'analytic' && isFullBatch && model.isOneLayer && objective.needs === 'means';
}

/** The same in the eigenbasis of the data covariance, where a step is O(k^2 d): x' = U'x. Adam takes another path there. */
export const eigenbasis: Estimator = {
  ...moments,
  name: 'eigenbasis',
  fits: (setting) => setting.basis === 'eigen' && fitsMoments(setting),
  constants: (data) => ({ covariance: data.eigenvalues(), variances: data.eigenvalueRow() }),
  enter: (ops, parameters, data) => toEigenbasis(ops, parameters, data.eigenvectors()),
  leave: (ops, parameters, data) => fromEigenbasis(ops, parameters, data.eigenvectors()),
};

function termsOfMoments(setting: EstimatorSetting, parameters: Parameters, inputs: EstimatorInputs): Terms {
  const { ops } = setting.model;
  const terms = momentsTerms(setting, parameters, inputs);
  const level: LevelTerms = {
    name: 'z',
    weight: inputs.beta,
    meanKl: () => ops.sum(terms.klPerDimension, -1),
    klPerDimension: () => terms.klPerDimension,
  };
  return { meanReconstruction: () => terms.reconstruction, levels: [level] };
}

/**
 * With E the encoder's weights [d, k] and c its bias, W the decoder's [k, d] and b its bias, all for centred data:
 * E|x - W'(E'x + c) - b|^2 = tr S - 2 tr(S E W) + tr(W' A W) + |b + W'c|^2, A = E'S E the covariance of the posterior mean.
 */
export function momentsTerms(
  { model, objective }: Pick<EstimatorSetting, 'model'> & { readonly objective: { readonly scoresErrors: boolean } },
  parameters: Parameters,
  inputs: EstimatorInputs,
): MomentsTerms {
  const { ops, latentDim } = model;
  const covariance = named(inputs, 'covariance');
  const encoder = named(parameters, 'encoder.mean.weights');
  const encoderBias = named(parameters, 'encoder.mean.biases');
  const logPosteriorVariance = named(parameters, 'encoder.logVariance');
  const decoder = named(parameters, 'decoder.location.weights');
  const decoderBias = named(parameters, 'decoder.location.biases');
  const logVariance = named(model.likelihood.heads({ parameters, numbers: inputs, features: null }), 'logVariance');
  const asWritten = objective.scoresErrors;
  const precision = asWritten ? ops.onesLike(logVariance) : ops.exp(ops.neg(logVariance));

  const weighted = ops.mul(decoder, precision);
  const columnNorms = ops.sum(ops.mul(weighted, decoder), -1);
  const posteriorVariance = ops.exp(logPosteriorVariance);

  const total = ops.sum(ops.mul(named(inputs, 'variances'), precision), [1, 2]);
  const fit = linearFit(ops, { covariance, encoder, decoder, precision });
  const [ofFit, meanVariance] = ops.split(fit, [1, latentDim], 1) as [tf.Tensor, tf.Tensor];
  const offset = ops.add(decoderBias, ops.matMul(encoderBias, decoder));
  const ofOffset = ops.sum(ops.mul(ops.square(offset), precision), [1, 2]);
  const ofVariance = ops.sum(ops.mul(ops.squeeze(posteriorVariance, [1]), columnNorms), -1);
  const error = ops.add(ops.add(total, ops.squeeze(ofFit, [1])), ops.add(ofOffset, ofVariance));

  const secondMoment = ops.add(meanVariance, ops.square(ops.squeeze(encoderBias, [1])));
  const ofPosteriorVariance = ops.sub(ops.sub(posteriorVariance, logPosteriorVariance), 1);
  return {
    reconstruction: asWritten
      ? ops.neg(error)
      : ops.squeeze(gaussianLogDensity(ops, ops.expandDims(error, 1), logVariance, model.dim), [1]),
    klPerDimension: ops.mul(ops.add(ops.squeeze(ofPosteriorVariance, [1]), secondMoment), 0.5),
    posteriorMeanVariance: meanVariance,
  };
}
