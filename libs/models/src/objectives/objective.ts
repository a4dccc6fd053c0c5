import type { LikelihoodSpecification, ModelSpecification, ObjectiveSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import type { Posterior } from '../encoder.ts';
import { gaussianKl } from '../gaussian-kl.ts';
import type { Parameters } from '../parameters.ts';
import { twoLevelKl } from '../second-level.ts';
import { reductionWeights } from './reduction-weights.ts';

/** What an objective needs to know of a trial; the same for every member of a pack. */
export interface ObjectiveSetting {
  readonly model: ModelSpecification;
  readonly likelihood: LikelihoodSpecification;
  readonly objective: ObjectiveSpecification;
  readonly dim: number;
  /** B: data points in a step. */
  readonly batchSize: number;
  /** Whether the stochastic objective of a linear decoder is taken in its Gram form, see canUseGram; not by default. */
  readonly gram?: boolean;
}

/** What changes from step to step or from member to member: always tensors, so that one compiled step serves all. */
export type ObjectiveInputs = {
  /** The batch, centred at the data mean, [P, B, dim]; for the moments forms absent. */
  readonly input?: tf.Tensor;
  /** |x|^2 of the centred batch, [P, B]; only for the Gram form. */
  readonly squaredNorms?: tf.Tensor;
  /** What the decoder is to give: the centred batch for a Gaussian, the batch itself for the Bernoulli kinds. */
  readonly target?: tf.Tensor;
  /** Standard normal draws [P, samples * B, latentDim]; absent where the expectation is exact. */
  readonly noise?: tf.Tensor;
  /** The data covariance [1, dim, dim], or its eigenvalues [1, dim, 1] in the eigenbasis; only for the moments forms. */
  readonly covariance?: tf.Tensor;
  /** The diagonal of the covariance, [1, 1, dim]; only for the moments forms. */
  readonly variances?: tf.Tensor;
  /** ln of the decoder variance where it is fixed, [P, 1, 1]. */
  readonly fixedLogVariance: tf.Tensor;
  /** What the data are modelled given, centred at its mean, [P, B, c]; only for a conditional model. */
  readonly condition?: tf.Tensor;
  /** Weight of the KL, [P]. */
  readonly beta: tf.Tensor;
  /** Weight of the KL of the second level, [P]; beta where it is left out. */
  readonly secondBeta?: tf.Tensor;
};

/** What is maximised, one number a member of the pack, [P]. */
export type Objective = (parameters: Parameters, inputs: ObjectiveInputs) => tf.Tensor;

/** The KL of the latent variables with its weights, mean over the data points, [P]. */
export function weightedKl(
  { model }: ObjectiveSetting,
  parameters: Parameters,
  { beta, secondBeta = beta }: ObjectiveInputs,
  posterior: Posterior,
): tf.Tensor {
  if (!model.second) return tf.mul(beta, tf.mean(tf.sum(gaussianKl(posterior), -1), -1));
  const { first, second } = twoLevelKl(model, parameters, posterior);
  return tf.add(tf.mul(beta, tf.mean(first, -1)), tf.mul(secondBeta, tf.mean(second, -1)));
}

/**
 * Puts the two parts together: reconstruction and weightedKl are means over the data points, [P]. For reduction `elbo` the
 * reconstruction is E_q ln p(x|z) and the result is ELBO_beta in nats per data point; for a loss as written the
 * reconstruction is minus the summed error of a data point and the result is minus that loss.
 */
export function combine(
  { objective, batchSize, dim, model }: ObjectiveSetting,
  reconstruction: tf.Tensor,
  weightedKl: tf.Tensor,
): tf.Tensor {
  if (objective.reduction === 'elbo') return tf.sub(reconstruction, weightedKl);
  const weights = reductionWeights(objective.reduction, { batchSize, dim, latentDim: model.latentDim });
  return tf.sub(tf.mul(reconstruction, weights.reconstruction * batchSize), tf.mul(weightedKl, weights.kl * batchSize));
}
