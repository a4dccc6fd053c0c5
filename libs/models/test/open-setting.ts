import type { TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import {
  BUILT_IN,
  bindLikelihood,
  bindObjective,
  type EstimatorInputs,
  type EstimatorSetting,
  estimatorOf,
  type Fields,
  familyOf,
  likelihoodOf,
  objectiveOf,
  type Parameters,
} from '../src/index.ts';

/** What training makes of a trial: its model for data of these sizes, and how its objective is estimated. */
export function openSetting(specification: TrialSpecification, dim: number, conditionDim = 0): EstimatorSetting {
  const { model, likelihood, objective, train } = specification;
  return {
    model: familyOf(BUILT_IN, model).open(tf, BUILT_IN, model, openLikelihood(likelihood.kind, likelihood), {
      dim,
      conditionDim,
    }),
    objective: bindObjective(tf, objectiveOf(BUILT_IN, objective), objective),
    estimator: objective.estimator,
    basis: objective.basis,
    samples: objective.samples,
    isFullBatch: train.batchSize === 'full',
  };
}

/** What a step maximizes, [P], by the estimator that serves the trial or by another. */
export function objectiveValue(
  setting: EstimatorSetting,
  batchSize: number,
  parameters: Parameters,
  inputs: EstimatorInputs,
  estimator = estimatorOf([setting]),
): tf.Tensor {
  const { model, objective } = setting;
  const sizes = { batchSize, dim: model.dim, latentDim: model.latentDim };
  return objective.value(estimator.terms(setting, parameters, inputs), sizes, {});
}

/** A built-in likelihood with these fields beside those that every kind takes. */
export function openLikelihood(kind: string, fields: Fields = {}) {
  const own = { variance: 1, learn: 'fixed', varianceFloor: 0, ...fields };
  return bindLikelihood(tf, likelihoodOf(BUILT_IN, { kind }), own);
}
