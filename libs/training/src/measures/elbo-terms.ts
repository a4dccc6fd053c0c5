import {
  amortizedElbo,
  type LatentDimensions,
  latentDimensions,
  linearVaeElbo,
  type TwoLevelKl,
  twoLevelKl,
} from '@collapse/closed-forms';
import type { ExplainedData } from '../data/explained-data.ts';
import { codesInUse, type DataEvaluation } from '../evaluation/evaluate-data.ts';
import { trainedDecoder, trainedLinearVae, trainedSecondLevel } from '../evaluation/trained-linear-vae.ts';
import type { ParameterArrays } from '../start/initial-parameters.ts';
import type { TrialModel } from '../trial-model.ts';

/** The parts of the ELBO over the whole training set, nats, and what each dimension does. */
export interface ElboTerms extends LatentDimensions {
  readonly reconstruction: number;
  /** Standard error of `reconstruction` over posterior samples: 0 where it is exact, null where it is not known. */
  readonly reconstructionError: number | null;
  /** Of all levels. */
  readonly kl: number;
  /** Its part of the second level; null where there is none. */
  readonly second: TwoLevelKl | null;
}

/**
 * In float64 from the weights where the decoder is linear and Gaussian, so that rounding never breaks a bound; elsewhere
 * from what the model gave for each data point.
 * @param explained the data that the latent variables explain; null where the ELBO has no closed form
 */
export function elboTerms(
  trial: TrialModel,
  arrays: ParameterArrays,
  explained: ExplainedData | null,
  { reconstruction, reconstructionError, outputs }: DataEvaluation,
): ElboTerms {
  const dimensions = latentDimensions(codesInUse(trial, outputs));
  const second = trial.model.levelCount > 1 ? twoLevelKl(trainedSecondLevel(trial, arrays), outputs) : null;
  const kl = second ? second.first + second.second : sum(dimensions.klPerDimension);
  if (!explained) return { ...dimensions, reconstruction, reconstructionError, kl, second };
  const { moments, values } = explained;
  // The decoder's bias is relative to the mean of the data, which what is explained of them keeps.
  if (!trial.model.hasLinearEncoder) {
    const exact = amortizedElbo(trainedDecoder(trial, arrays, moments.mean), values, outputs);
    return { ...dimensions, reconstruction: exact.reconstruction, reconstructionError: 0, kl, second };
  }
  const exact = linearVaeElbo(trainedLinearVae(trial, arrays, moments.mean), moments);
  return { ...exact, reconstructionError: 0, fractionBelowEpsilon: dimensions.fractionBelowEpsilon, second };
}

/** The KL of a model over any data, of all its levels, nats. */
export function klOf(trial: TrialModel, arrays: ParameterArrays, outputs: DataEvaluation['outputs']): number {
  if (trial.model.levelCount === 1) return sum(latentDimensions(outputs).klPerDimension);
  const { first, second } = twoLevelKl(trainedSecondLevel(trial, arrays), outputs);
  return first + second;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
