import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vaeFieldsOf } from '@collapse/models';
import type { TrialSpecification } from '@collapse/trials';
import { createDatasetTensors } from '../../src/data/dataset-tensors.ts';
import { type MeasureContext, measureContext } from '../../src/measures/measure-context.ts';
import { asTensors } from '../../src/steps/as-tensors.ts';
import { openTrial, sizesOf } from '../../src/trial-model.ts';
import { readWeights } from '../../src/weights/read-weights.ts';
import { backend, type TrainedForTest } from './train-for-test.ts';

/** The files of a trained trial in a folder of its own. */
export function folderOf({ files }: TrainedForTest): string {
  const folder = mkdtempSync(join(tmpdir(), 'trained-'));
  for (const [name, data] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), data);
  }
  return folder;
}

/** What measures are taken from, of the trained weights with other settings of the evaluation or another seed. */
export function contextsOf(trained: TrainedForTest): (change?: Partial<TrialSpecification>) => MeasureContext {
  const { specification } = trained.result;
  const open = (change: Partial<TrialSpecification>) =>
    openTrial({ ...specification, ...change }, sizesOf(trained.dataset));
  const arrays = readWeights(folderOf(trained), open({}), trained.dataset);
  const model = { arrays, tensors: asTensors(arrays) };
  const data = createDatasetTensors(trained.dataset);
  return (change = {}) => measureContext(backend, open(change), model, data);
}

/** The weights on disk as rows of plain numbers, by name. */
export function weightsOf(trained: TrainedForTest): (name: string) => number[][] {
  const trial = openTrial(trained.result.specification, sizesOf(trained.dataset));
  const arrays = readWeights(folderOf(trained), trial, trained.dataset);
  return (name) => {
    const { shape, values } = arrays[name] ?? { shape: [1, 0, 0], values: [] };
    const [, rows = 0, columns = 0] = shape;
    return Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, column) => values[row * columns + column] ?? Number.NaN),
    );
  };
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]) => sum(values) / values.length;

/** A row times a matrix plus another row. */
export function affine(x: readonly number[], matrix: readonly number[][], bias: readonly number[]): number[] {
  return bias.map((value, j) => value + sum(x.map((entry, i) => entry * (matrix[i]?.[j] ?? Number.NaN))));
}

/** The data points of a part, less the mean of the training data. */
export function centredRows({ dataset }: TrainedForTest, part: 'train' | 'test'): number[][] {
  const { values, count } = part === 'train' ? dataset : (dataset.test ?? { values: new Float32Array(), count: 0 });
  return Array.from({ length: count }, (_, n) =>
    Array.from(dataset.moments.mean, (centre, j) => (values[n * dataset.dim + j] ?? Number.NaN) - centre),
  );
}

export interface PlainPoint {
  readonly reconstruction: number;
  readonly kl: number;
  readonly klPerDimension: readonly number[];
  readonly code: readonly number[];
}

/** The ELBO of a linear VAE at each row, written out from its weights on disk. `variances` are those of the decoder. */
export function plainLinearVae(
  trained: TrainedForTest,
  rows: readonly number[][],
  variances: readonly number[],
): PlainPoint[] {
  const weights = weightsOf(trained);
  const [encoder, decoder] = [weights('encoder.mean.weights'), weights('decoder.location.weights')];
  const [encoderBias = [], decoderBias = []] = [
    weights('encoder.mean.biases')[0],
    weights('decoder.location.biases')[0],
  ];
  const fixed = vaeFieldsOf(trained.result.specification.model)?.second?.firstVariance;
  const posterior =
    typeof fixed === 'number' ? encoderBias.map(() => fixed) : (weights('encoder.logVariance')[0] ?? []).map(Math.exp);
  return rows.map((x) => {
    const code = affine(x, encoder, encoderBias);
    const decoded = affine(code, decoder, decoderBias);
    const reconstruction = sum(
      x.map((value, j) => {
        const spread = sum(posterior.map((own, i) => own * (decoder[i]?.[j] ?? Number.NaN) ** 2));
        const variance = variances[j] ?? Number.NaN;
        return (
          -0.5 * (Math.log(2 * Math.PI * variance) + ((value - (decoded[j] ?? Number.NaN)) ** 2 + spread) / variance)
        );
      }),
    );
    const klPerDimension = code.map((value, i) => {
      const own = posterior[i] ?? Number.NaN;
      return (own - Math.log(own) - 1 + value ** 2) / 2;
    });
    return { reconstruction, kl: sum(klPerDimension), klPerDimension, code };
  });
}

/** ln N(x; b, W^T W + variance I), mean over the rows, with the inverse and the determinant by elimination. */
export function plainLogLikelihood(trained: TrainedForTest, rows: readonly number[][], variance: number): number {
  const weights = weightsOf(trained);
  const decoder = weights('decoder.location.weights');
  const bias = weights('decoder.location.biases')[0] ?? [];
  const covariance = bias.map((_, i) =>
    bias.map((__, j) => sum(decoder.map((row) => (row[i] ?? 0) * (row[j] ?? 0))) + (i === j ? variance : 0)),
  );
  return mean(
    rows.map((x) => {
      const offset = x.map((value, j) => value - (bias[j] ?? 0));
      const { solution, logDeterminant } = eliminate(covariance, offset);
      const quadratic = sum(offset.map((value, j) => value * (solution[j] ?? 0)));
      return -0.5 * (x.length * Math.log(2 * Math.PI) + logDeterminant + quadratic);
    }),
  );
}

function eliminate(matrix: readonly number[][], right: readonly number[]) {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const size = rows.length;
  let logDeterminant = 0;
  for (const [i, pivotRow] of rows.entries()) {
    const pivot = pivotRow[i] ?? Number.NaN;
    logDeterminant += Math.log(pivot);
    for (const [other, row] of rows.entries()) {
      if (other === i) continue;
      const factor = (row[i] ?? 0) / pivot;
      for (let j = i; j <= size; j++) row[j] = (row[j] ?? 0) - factor * (pivotRow[j] ?? 0);
    }
  }
  return { solution: rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? Number.NaN)), logDeterminant };
}
