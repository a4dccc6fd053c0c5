import type { Backend } from '@collapse/backend';
import type { Dataset } from '@collapse/datasets';
import type { AttemptWriter } from '@collapse/study';
import type { Trial, TrialResult } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { curvePoint } from './curve-point.ts';
import { createDatasetTensors, type DatasetTensors } from './dataset-tensors.ts';
import { fromEigenbasis } from './eigenbasis.ts';
import { finalMetrics } from './final-metrics.ts';
import type { ParameterArrays } from './initial-parameters.ts';
import { writePictures } from './pictures.ts';
import { DivergedError, train } from './train.ts';
import { writeWeights } from './weights-file.ts';

export interface RunTrialOptions {
  readonly trial: Trial;
  readonly attempt: number;
  readonly dataset: Dataset;
  readonly writer: Pick<AttemptWriter, 'appendHistory' | 'writeFile'>;
  /** Host and process that do the work, for the record. */
  readonly worker: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onProgress: (step: number) => void;
  readonly signal: AbortSignal;
}

/** Trains trials one after another on one back end, and keeps between them what they share. */
export interface TrainingSession {
  /**
   * From specification to result: trains, measures, and writes history, weights and pictures. A model that diverges is a
   * failed result; the caller commits it. @throws what the signal was aborted with, and anything unforeseen.
   */
  runTrial(options: RunTrialOptions): Promise<TrialResult>;
  dispose(): void;
}

export function createTrainingSession(backend: Backend): TrainingSession {
  let tensors: DatasetTensors | null = null;
  // Trials of one data set mostly follow each other: one set of tensors at a time bounds the memory.
  const tensorsOf = (dataset: Dataset): DatasetTensors => {
    if (tensors?.dataset.key !== dataset.key) {
      tensors?.dispose();
      tensors = createDatasetTensors(dataset);
    }
    return tensors;
  };
  return {
    runTrial: (options) => runTrial(backend, tensorsOf(options.dataset), options),
    dispose() {
      tensors?.dispose();
      tensors = null;
    },
  };
}

async function runTrial(backend: Backend, data: DatasetTensors, options: RunTrialOptions): Promise<TrialResult> {
  const { trial, attempt, writer, worker, now } = options;
  const { specification } = trial;
  const startedAt = now();
  const record = { trialId: trial.id, specification, attempt, backend: backend.description, startedAt, worker };
  const began = performance.now();
  try {
    const trained = await train(backend, specification, data, {
      onLogged: (step, parameters) =>
        writer.appendHistory({
          step,
          timestamp: now(),
          metrics: curvePoint(backend, specification, parameters, data),
        }),
      onProgress: options.onProgress,
      signal: options.signal,
    });
    const seconds = (performance.now() - began) / 1000;
    const arrays = specification.objective.basis === 'eigen' ? rotatedBack(trained, data) : trained;
    const tensors = asTensors(arrays);
    try {
      const model = { arrays, tensors };
      const final = finalMetrics(backend, specification, model, data, { steps: specification.train.steps, seconds });
      writeWeights(writer, specification, arrays, data.dataset.moments.mean);
      const pictures = writePictures(backend, specification, tensors, data, writer);
      return { ...record, status: 'done', finishedAt: now(), ...final, pictures };
    } finally {
      tf.dispose(tensors);
    }
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    return { ...record, status: 'failed', finishedAt: now(), error: { reason: 'diverged', message: error.message } };
  }
}

function asTensors(arrays: ParameterArrays): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
  );
}

function rotatedBack(trained: ParameterArrays, data: DatasetTensors): ParameterArrays {
  const rotated = tf.tidy(() => ({ ...fromEigenbasis(asTensors(trained), data.eigenvectors()) }));
  const arrays = Object.fromEntries(
    Object.entries(rotated).map(([name, tensor]) => [
      name,
      { shape: tensor.shape, values: tensor.dataSync<'float32'>().slice() },
    ]),
  );
  tf.dispose(rotated);
  return arrays;
}
