import { dataSlice } from '../data/data-slice.ts';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import type { ParameterArrays } from '../start/initial-parameters.ts';
import { asTensors } from '../steps/as-tensors.ts';
import type { TrialModel } from '../trial-model.ts';
import { measured } from './measured.ts';

const CHUNK_POINTS = 1000;

/** The Gaussian posteriors q(z|x) of some data points, float32 as the model gives them. */
export interface Posteriors {
  readonly count: number;
  readonly latentDim: number;
  /** Shape [count, latentDim]. */
  readonly means: Float32Array;
  /** Shape [count, latentDim], also where the model has one variance for all points. */
  readonly logVariances: Float32Array;
}

/** The trained encoder over all training or held-out data; `parameters` have a pack axis of 1. */
export function posteriors(
  trial: TrialModel,
  parameters: ParameterArrays,
  data: DatasetTensors,
  part: 'train' | 'test',
): Posteriors {
  const { model } = trial;
  const { latentDim } = model;
  const count = part === 'train' ? data.dataset.count : (data.dataset.test?.count ?? 0);
  const means = new Float32Array(count * latentDim);
  const logVariances = new Float32Array(count * latentDim);
  measured(() => {
    const tensors = asTensors(parameters);
    for (let start = 0; start < count; start += CHUNK_POINTS) {
      const points = Math.min(CHUNK_POINTS, count - start);
      measured(() => {
        const { input, condition } = dataSlice(trial, data, part, start, points);
        const { mean, logVariance } = model.encode(tensors, input, condition);
        means.set(mean.dataSync<'float32'>(), start * latentDim);
        const values = logVariance.dataSync<'float32'>();
        for (let index = 0; index < points * latentDim; index++) {
          logVariances[start * latentDim + index] = values[index % values.length] ?? Number.NaN;
        }
      });
    }
  });
  return { count, latentDim, means, logVariances };
}
