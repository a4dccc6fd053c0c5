import { type Moments, momentsOf } from '@collapse/closed-forms';
import type { Dataset } from '@collapse/datasets';
import { named } from '@collapse/models';
import type { ParameterArrays } from './initial-parameters.ts';

/** The data that the latent variables of a linear decoder have to explain, in float64 where they differ from the data. */
export interface ExplainedData {
  /** Shape [count, dim]. */
  readonly values: Float32Array | Float64Array;
  readonly moments: Moments;
}

/** The data themselves; for a conditional model less what its decoder adds for the condition. */
export function explainedData(dataset: Dataset, parameters: ParameterArrays): ExplainedData {
  const { condition, values, moments, count, dim } = dataset;
  if (!condition) return { values, moments };
  const weights = named(parameters, 'decoder.condition.weights').values;
  const left = Float64Array.from(values);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < condition.dim; i++) {
      const value = (condition.values[row * condition.dim + i] ?? 0) - (condition.mean[i] ?? 0);
      if (value === 0) continue;
      for (let j = 0; j < dim; j++) {
        left[row * dim + j] = (left[row * dim + j] as number) - value * (weights[i * dim + j] as number);
      }
    }
  }
  return { values: left, moments: momentsOf(left, count, dim) };
}
