import type { Dataset } from '@collapse/datasets';
import {
  type BoundOptimizer,
  BUILT_IN,
  bindLikelihood,
  bindObjective,
  bindOptimizer,
  type Components,
  type DataSizes,
  type EstimatorSetting,
  familyOf,
  likelihoodOf,
  objectiveOf,
  optimizerOf,
} from '@collapse/models';
import type { TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';

/** A trial with what it is made of, each part with its own fields, for data of certain sizes. */
export interface TrialModel extends EstimatorSetting {
  readonly specification: TrialSpecification;
  readonly optimizer: BoundOptimizer;
  /** What it could be made of. */
  readonly components: Components;
}

/** @param components what the trial can be made of */
export function openTrial(
  specification: TrialSpecification,
  sizes: DataSizes,
  components: Components = BUILT_IN,
): TrialModel {
  const { model, likelihood, objective, optimizer, train } = specification;
  return {
    specification,
    components,
    model: familyOf(components, model).open(
      tf,
      components,
      model,
      bindLikelihood(tf, likelihoodOf(components, likelihood), likelihood),
      sizes,
    ),
    objective: bindObjective(tf, objectiveOf(components, objective), objective),
    optimizer: bindOptimizer(tf, optimizerOf(components, optimizer), optimizer),
    estimator: objective.estimator,
    basis: objective.basis,
    samples: objective.samples,
    isFullBatch: train.batchSize === 'full',
  };
}

/** The sizes of a data set that a model of it depends on. */
export function sizesOf({ dim, condition }: Pick<Dataset, 'dim' | 'condition'>): DataSizes {
  return { dim, conditionDim: condition?.dim ?? 0 };
}

/** The same trial as its ELBO scores it, whatever loss it is trained on. */
export function byDensity<Trial extends Pick<EstimatorSetting, 'model'>>(
  trial: Trial,
): { readonly model: Trial['model']; readonly objective: { readonly scoresErrors: false } } {
  return { model: trial.model, objective: { scoresErrors: false } };
}
