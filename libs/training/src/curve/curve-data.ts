import type { Dataset } from '@collapse/datasets';
import { estimatorOf } from '@collapse/models';
import { seedStream } from '@collapse/trials';
import { createBatchStream } from '../data/batch-stream.ts';
import { createDatasetTensors, type DatasetTensors } from '../data/dataset-tensors.ts';
import type { TrialModel } from '../trial-model.ts';
import { MOST_POINTS } from './curve-steps.ts';

/** Share of the training that the points of a curve may take beside it. */
const SHARE_OF_TRAINING = 0.1;
/** A step goes forward and back through the networks, and going back takes about twice as long. */
const FORWARD_PASSES_OF_A_STEP = 3;
/** Below, a curve would show the few data points more than the training. */
const FEWEST_POINTS = 100;

/**
 * Data points that each point of a training curve is taken over: all of them, unless `logEvery` is `auto` and that would
 * cost more than a tenth of the training. A step costs three forward passes of its batch, encoder and decoder counted
 * alike and the decoder once a sample; a point of the curve one forward pass of its data. Depends on shapes and steps
 * alone, never on a clock or on the pack.
 */
export function curvePointCount(trial: TrialModel, count: number): number {
  const { train } = trial.specification;
  const estimator = estimatorOf([trial]);
  if (train.logEvery !== 'auto' || !estimator.readsData) return count;
  const batchSize = train.batchSize === 'full' ? count : train.batchSize;
  const samples = estimator.drawsNoise ? trial.samples : 1;
  const passes = train.steps * FORWARD_PASSES_OF_A_STEP * batchSize * ((1 + samples) / 2);
  const affordable = Math.floor((SHARE_OF_TRAINING * passes) / Math.min(MOST_POINTS, 1 + train.steps));
  return Math.min(count, Math.max(FEWEST_POINTS, affordable));
}

/** What a curve is measured over, as tensors of this thread. */
export interface CurveData {
  readonly tensors: DatasetTensors;
  /** Frees what is not the data set's own. */
  dispose(): void;
}

/** The data themselves, or a subset of `points` of them. */
export function openCurveData(data: DatasetTensors, points: number): CurveData {
  if (points >= data.dataset.count) return { tensors: data, dispose: () => {} };
  const tensors = createDatasetTensors(trainingSubset(data.dataset, points));
  return { tensors, dispose: () => tensors.dispose() };
}

/**
 * `points` of the training data in a random order that is the same for every trial, whatever its seed, so that curves of one
 * data set and size are over the same points. Mean and covariance stay those of the whole, as the model sees them.
 */
export function trainingSubset(dataset: Dataset, points: number): Dataset {
  const { count, dim, values, condition } = dataset;
  const chosen = createBatchStream(count, points, seedStream(0, 'curve points')).next();
  return {
    ...dataset,
    count: points,
    values: rows(values, dim, chosen),
    test: null,
    condition: condition && { ...condition, values: rows(condition.values, condition.dim, chosen), test: null },
  };
}

function rows(values: Float32Array, width: number, chosen: Int32Array): Float32Array {
  const taken = new Float32Array(chosen.length * width);
  for (const [place, row] of chosen.entries()) {
    taken.set(values.subarray(row * width, (row + 1) * width), place * width);
  }
  return taken;
}
