import type { Backend } from '@collapse/backend';
import type { DoneResult, EvaluationSpecification, Metrics } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import { MEASURES } from '../measures/index.ts';
import { asTensors } from '../steps/as-tensors.ts';
import type { TrialModel } from '../trial-model.ts';
import { readWeights } from '../weights/read-weights.ts';
import { type FinalMetrics, finalMetrics } from './final-metrics.ts';

/**
 * Takes the measures of a trial that is done again from the weights in its folder, without training. What training itself
 * had to tell, such as how long it took, stays as it is recorded.
 * @param evaluation the settings to use in place of those of the specification
 * @throws UserError where the weights are missing, damaged, or of another trial or other data
 */
export function evaluateTrial(
  backend: Backend,
  trial: TrialModel,
  result: DoneResult,
  directory: string,
  evaluation: EvaluationSpecification,
  data: DatasetTensors,
): FinalMetrics {
  const arrays = readWeights(directory, trial, data.dataset);
  const tensors = asTensors(arrays);
  try {
    const measured = { ...trial, specification: { ...trial.specification, evaluation } };
    return finalMetrics(backend, measured, { arrays, tensors }, data, ofTraining(result.metrics));
  } finally {
    tf.dispose(tensors);
  }
}

/** The metrics that no measure takes. */
function ofTraining(metrics: Partial<Metrics>): Partial<Metrics> {
  const measured = new Set<string>(MEASURES.flatMap(({ columns }) => columns.map(({ name }) => name)));
  return Object.fromEntries(Object.entries(metrics).filter(([name]) => !measured.has(name)));
}
