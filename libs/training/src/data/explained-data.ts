import { type Moments, momentsOf } from '@collapse/closed-forms';
import type { Dataset } from '@collapse/datasets';
import { trainedConditionWeights } from '../evaluation/trained-linear-vae.ts';
import type { ParameterArrays } from '../start/initial-parameters.ts';
import type { TrialModel } from '../trial-model.ts';

/** The data that the latent variables of a linear decoder have to explain, in float64 where they differ from the data. */
export interface ExplainedData {
  /** Shape [count, dim]. */
  readonly values: Float32Array | Float64Array;
  readonly moments: Moments;
}

/** The data themselves; for a conditional model less what its decoder adds for the condition. */
export function explainedData(
  trial: Pick<TrialModel, 'model'>,
  dataset: Dataset,
  parameters: ParameterArrays,
): ExplainedData {
  const { condition, values, moments, count, dim } = dataset;
  if (!condition) return { values, moments };
  const left = lessCondition(trial, dataset, parameters, { values, condition: condition.values, count });
  return { values: left, moments: momentsOf(left, count, dim) };
}

/** The same of held-out data, shape [test.count, dim]; null where the data set has none. */
export function explainedTestValues(
  trial: Pick<TrialModel, 'model'>,
  dataset: Dataset,
  parameters: ParameterArrays,
): { readonly values: Float32Array | Float64Array; readonly count: number } | null {
  const { condition, test } = dataset;
  if (!test || !condition) return test;
  if (!condition.test) throw new Error(`data set ${dataset.key} has no condition for its test part`);
  const part = { values: test.values, condition: condition.test, count: test.count };
  return { values: lessCondition(trial, dataset, parameters, part), count: test.count };
}

/** A part of the data less what the decoder adds for its condition, which training centred at its mean. */
function lessCondition(
  trial: Pick<TrialModel, 'model'>,
  { condition, dim }: Dataset,
  parameters: ParameterArrays,
  part: { readonly values: Float32Array; readonly condition: Float32Array; readonly count: number },
): Float64Array {
  const left = Float64Array.from(part.values);
  if (!condition) return left;
  const weights = trainedConditionWeights(trial, parameters, condition.dim);
  for (let row = 0; row < part.count; row++) {
    for (let i = 0; i < condition.dim; i++) {
      const value = (part.condition[row * condition.dim + i] ?? 0) - (condition.mean[i] ?? 0);
      if (value === 0) continue;
      for (let j = 0; j < dim; j++) {
        left[row * dim + j] = (left[row * dim + j] as number) - value * (weights[i * dim + j] as number);
      }
    }
  }
  return left;
}
