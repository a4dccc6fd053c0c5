import type { TrialSpecification } from '@collapse/trials';
import { decoderDefinitions } from './decoder.ts';
import { encoderDefinitions } from './encoder.ts';
import { analyticObjective } from './objectives/analytic.ts';
import { analyticMomentsObjective } from './objectives/analytic-moments.ts';
import type { Objective, ObjectiveSetting } from './objectives/objective.ts';
import { stochasticObjective } from './objectives/stochastic.ts';
import { gramObjective } from './objectives/stochastic-gram.ts';
import type { ParameterDefinitions } from './parameters.ts';

/** All trainable parameters of a model for data of `dim` dimensions, encoder first. */
export function parameterDefinitions(
  { model, likelihood }: Pick<TrialSpecification, 'model' | 'likelihood'>,
  dim: number,
): ParameterDefinitions {
  return { ...encoderDefinitions(model, dim), ...decoderDefinitions(model, likelihood, dim) };
}

/** Whether the decoder's mean is linear in z, so that a Gaussian ELBO has a closed form. */
export function hasLinearDecoder({ model }: Pick<TrialSpecification, 'model'>): boolean {
  return model.decoder.hidden.length === 0;
}

/** Whether the encoder is z = E'x + c with one posterior variance for all x. */
export function hasLinearEncoder({ model }: Pick<TrialSpecification, 'model'>): boolean {
  return model.encoder.hidden.length === 0 && model.encoder.variance === 'shared';
}

/** Whether training needs the data's covariance only, not the data points. */
export function trainsOnMoments(specification: TrialSpecification): boolean {
  return (
    specification.objective.estimator === 'analytic' &&
    specification.train.batchSize === 'full' &&
    hasLinearEncoder(specification) &&
    hasLinearDecoder(specification)
  );
}

/** The objective that a trial is trained on. */
export function trainingObjective(specification: TrialSpecification, setting: ObjectiveSetting): Objective {
  if (trainsOnMoments(specification)) return analyticMomentsObjective(setting);
  if (specification.objective.estimator === 'analytic') return analyticObjective(setting);
  return setting.gram ? gramObjective(setting) : stochasticObjective(setting);
}
