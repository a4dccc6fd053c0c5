import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from './component.ts';
import type { Model } from './model.ts';
import type { BoundObjective, Terms } from './objective.ts';
import type { Parameters } from './parameters.ts';

/** What changes from step to step or from member to member: always tensors, so that one compiled step serves all. */
export type EstimatorInputs = {
  /** What the encoder sees of the batch, [P, B, dim]; absent where the data's moments serve. */
  readonly input?: tf.Tensor;
  /** What the decoder is to give: the centred batch where the location is relative to the mean, the batch itself elsewhere. */
  readonly target?: tf.Tensor;
  /** Standard normal draws [P, samples * B, latentDim]; absent where nothing is drawn. */
  readonly noise?: tf.Tensor;
  /** What the data are modelled given, centred at its mean, [P, B, c]; only for a conditional model. */
  readonly condition?: tf.Tensor;
  /** Weight of the KL, [P]. */
  readonly beta: tf.Tensor;
  /** Weight of the KL of the second level, [P]; beta where it is left out. */
  readonly secondBeta?: tf.Tensor;
  /** What the estimator asked for beside, and the likelihood's numbers, [P, 1, 1], by name. */
  readonly [name: string]: tf.Tensor | undefined;
};

/** Of a trial, what decides how its objective is estimated. */
export interface EstimatorSetting {
  readonly model: Model;
  readonly objective: BoundObjective;
  readonly estimator: 'analytic' | 'stochastic';
  /** The basis that is trained in: pixel, or eigen for the eigenbasis of the data covariance. */
  readonly basis: string;
  /** Posterior samples a data point. */
  readonly samples: number;
  readonly isFullBatch: boolean;
}

/** A data set as estimators see it: tensors that are made when they are first asked for. */
export interface EstimatorData {
  /** |x|^2 of the training data minus their mean, [count, 1]. */
  squaredNorms(): tf.Tensor;
  /** [1, dim, dim]. */
  covariance(): tf.Tensor;
  /** Diagonal of the covariance, [1, 1, dim]. */
  variances(): tf.Tensor;
  /** [1, dim, 1], descending. */
  eigenvalues(): tf.Tensor;
  /** The same lying down, [1, 1, dim]. */
  eigenvalueRow(): tf.Tensor;
  /** [1, dim, dim], column i is the i-th eigenvector. */
  eigenvectors(): tf.Tensor;
}

/** A way to have the parts of the ELBO in a step. */
export interface Estimator {
  readonly name: string;
  fits(setting: EstimatorSetting): boolean;
  /** Whether steps look at data points; the data's moments serve where not. */
  readonly readsData: boolean;
  readonly drawsNoise: boolean;
  /** Inputs that are the same for every step. */
  constants?(data: EstimatorData): Readonly<Record<string, tf.Tensor>>;
  /** Of those, the ones that a step takes as they are. */
  readonly constantNames?: readonly string[];
  /** And the ones with a row a data point, of which a step gets its batch, [P, B, width]. */
  readonly byDataPoint?: readonly string[];
  terms(setting: EstimatorSetting, parameters: Parameters, inputs: EstimatorInputs): Terms;
  /** Parameters in the basis that is trained in, and back. */
  enter?(ops: Operations, parameters: Parameters, data: EstimatorData): Parameters;
  leave?(ops: Operations, parameters: Parameters, data: EstimatorData): Parameters;
}
