import type { MeasuredLevel } from '@collapse/models';
import type { TrialSpecification } from '@collapse/trials';
import type { TrialModel } from '../trial-model.ts';

/** What is known of a model's one level beside its KL. */
export interface LevelDetail {
  readonly klPerDimension: ArrayLike<number>;
  readonly klOfPoints: (() => Float64Array) | null;
}

/** Levels of latent variables by their KL, nats, from the data upwards, with the weights that the trial ends with. */
export function measuredLevels(
  { objective: { beta, secondBeta = beta } }: Pick<TrialSpecification, 'objective'>,
  klByLevel: readonly number[],
  detail: LevelDetail | null,
): MeasuredLevel[] {
  return klByLevel.map((kl, level) => ({
    weight: level === 0 ? beta : secondBeta,
    kl,
    klPerDimension: detail?.klPerDimension ?? null,
    klOfPoints: detail?.klOfPoints ?? null,
  }));
}

/**
 * What was maximized, in float64 from the ELBO's parts over the whole data set, nats per data point: ELBO_beta, or minus the
 * loss as written for a batch of `batchSize` such data points; null where those parts do not tell it.
 */
export function objectiveValue(
  { objective, model }: Pick<TrialModel, 'objective' | 'model'>,
  { dim, batchSize }: { readonly dim: number; readonly batchSize: number },
  { reconstruction, levels }: { readonly reconstruction: number; readonly levels: readonly MeasuredLevel[] },
): number | null {
  const { gaussian } = model.likelihood;
  return objective.measured({ reconstruction, gaussian, levels }, { dim, batchSize, latentDim: model.latentDim });
}
