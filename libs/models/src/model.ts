import { isConditional, isLinearNetwork, type TrialSpecification } from '@collapse/trials';
import { decoderDefinitions } from './decoder.ts';
import { encoderDefinitions } from './encoder.ts';
import { analyticObjective } from './objectives/analytic.ts';
import { analyticMomentsObjective } from './objectives/analytic-moments.ts';
import type { Objective, ObjectiveSetting } from './objectives/objective.ts';
import { stochasticObjective } from './objectives/stochastic.ts';
import { gramObjective } from './objectives/stochastic-gram.ts';
import type { ParameterDefinitions } from './parameters.ts';
import { secondLevelDefinitions } from './second-level.ts';

/** All trainable parameters of a model for data of `dim` dimensions given `conditionDim` others, encoder first. */
export function parameterDefinitions(
  { model, likelihood }: Pick<TrialSpecification, 'model' | 'likelihood'>,
  dim: number,
  conditionDim = 0,
): ParameterDefinitions {
  return {
    ...encoderDefinitions(model, dim, conditionDim),
    ...decoderDefinitions(model, likelihood, dim, conditionDim),
    ...secondLevelDefinitions(model),
  };
}

/** Whether the decoder's mean is linear in z, so that a Gaussian ELBO has a closed form. */
export function hasLinearDecoder({ model: { decoder } }: Pick<TrialSpecification, 'model'>): boolean {
  return isLinearNetwork(decoder);
}

/** Whether the encoder is z = E'x + c with one learned posterior variance for all x, and that is the whole latent model. */
export function hasLinearEncoder({ model, dataset }: Pick<TrialSpecification, 'model' | 'dataset'>): boolean {
  const plain = model.second === undefined && !isConditional(dataset);
  return plain && isLinearNetwork(model.encoder) && model.encoder.variance === 'shared';
}

/** Whether training needs the data's covariance only, not the data points: one layer each way, and no sampling. */
export function trainsOnMoments(specification: TrialSpecification): boolean {
  return (
    specification.objective.estimator === 'analytic' &&
    specification.train.batchSize === 'full' &&
    hasLinearEncoder(specification) &&
    hasLinearDecoder(specification) &&
    specification.model.encoder.hidden.length + specification.model.decoder.hidden.length === 0
  );
}

/** The objective that a trial is trained on. */
export function trainingObjective(specification: TrialSpecification, setting: ObjectiveSetting): Objective {
  if (trainsOnMoments(specification)) return analyticMomentsObjective(setting);
  if (specification.objective.estimator === 'analytic') return analyticObjective(setting);
  return setting.gram ? gramObjective(setting) : stochasticObjective(setting);
}
