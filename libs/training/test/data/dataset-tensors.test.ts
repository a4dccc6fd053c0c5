import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDataset } from '@collapse/datasets';
import { ESTIMATORS } from '@collapse/models';
import { datasetSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { createDatasetTensors } from '../../src/data/dataset-tensors.ts';
import { backend } from '../support/train-for-test.ts';

test.before(() => backend.description);

const cacheDirectory = mkdtempSync(join(tmpdir(), 'dataset-tensors-'));
const load = (specification: object) =>
  loadDataset(datasetSpecification.parse(specification), { cacheDirectory, onNotice: () => {} });

const close = (a: number | undefined, b: number, tolerance = 1e-5) => Math.abs((a ?? Number.NaN) - b) < tolerance;

test.serial(
  'images and conditions, trained on and held out, are centred at the mean of those trained on',
  async (t) => {
    const dataset = await load({ name: 'mnist-1k', condition: 'left-half' });
    const { dim, count, condition } = dataset;
    if (!condition?.test || !dataset.test) throw new Error('the images have a condition and a test part');
    const data = createDatasetTensors(dataset);
    const meanOf = (values: Float32Array, width: number, column: number) => {
      let sum = 0;
      for (let row = 0; row < count; row++) sum += (values[row * width + column] ?? 0) / count;
      return sum;
    };
    const parts = [
      [data.centred('train'), dataset.values, dataset.values, dim],
      [data.centred('test'), dataset.test.values, dataset.values, dim],
      [data.condition('train'), condition.values, condition.values, condition.dim],
      [data.condition('test'), condition.test, condition.values, condition.dim],
    ] as const;
    for (const [tensor, plain, trained, width] of parts) {
      t.deepEqual(tensor?.shape, [plain.length / width, width]);
      const values = tensor?.dataSync() ?? [];
      for (const [row, column] of [
        [0, 200],
        [7, 130],
        [plain.length / width - 1, 301],
      ] as const) {
        const expected = (plain[row * width + column] ?? 0) - meanOf(trained, width, column);
        t.true(close(values[row * width + column], expected), `${row}, ${column}`);
      }
    }
    t.deepEqual([...data.plain('test').dataSync().subarray(0, 2000)], [...dataset.test.values.subarray(0, 2000)]);
    t.true(close(data.mean().dataSync()[200], meanOf(dataset.values, dim, 200)));
    const norms = data.squaredNorms().dataSync<'float32'>();
    const centred = data.centred('train').dataSync<'float32'>();
    for (const row of [0, 999]) {
      const norm = centred.subarray(row * dim, (row + 1) * dim).reduce((sum, value) => sum + value * value, 0);
      t.true(close(norms[row], norm, 1e-3));
    }
    t.is(data.centred('train'), data.centred('train'), 'made once');
    const before = tf.memory().numTensors;
    data.dispose();
    t.is(tf.memory().numTensors, before - 7);
  },
);

test.serial(
  'covariance, variances and spectrum are float32 of those in float64; data without parts have none',
  async (t) => {
    const dataset = await load({ name: 'synthetic', eigenvalues: [3, 2], dim: 4, count: 50, noise: 0.5 });
    const data = createDatasetTensors(dataset);
    const float32 = (values: Float64Array) => [...Float32Array.from(values)];
    const { covariance } = dataset.moments;
    t.deepEqual([...data.covariance().dataSync()], float32(covariance));
    t.deepEqual(
      [...data.variances().dataSync()],
      float32(Float64Array.of(covariance[0] ?? 0, covariance[5] ?? 0, covariance[10] ?? 0, covariance[15] ?? 0)),
    );
    t.deepEqual(data.variances().shape, [1, 1, 4]);
    t.deepEqual([...data.eigenvalues().dataSync()], float32(dataset.spectrum.eigenvalues));
    t.deepEqual(data.eigenvalues().shape, [1, 4, 1]);
    t.deepEqual(data.eigenvalueRow().shape, [1, 1, 4]);
    t.is(data.condition('train'), null);
    t.throws(() => createDatasetTensors({ ...dataset, test: null }).centred('test'), { message: /no test part/ });
    // In the eigenbasis the covariance of the data is diagonal: U'SU, by way of a decoder that is the identity.
    const eigenbasis = ESTIMATORS.find(({ name }) => name === 'eigenbasis');
    const rotated = eigenbasis?.enter?.(
      tf,
      {
        'encoder.mean.weights': data.covariance(),
        'decoder.location.weights': tf.eye(4).expandDims(0),
        'decoder.location.biases': tf.zeros([1, 1, 4]),
      },
      data,
    );
    const product = tf
      .matMul(rotated?.['encoder.mean.weights'] as tf.Tensor, rotated?.['decoder.location.weights'] as tf.Tensor)
      .dataSync();
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        t.true(close(product[i * 4 + j], i === j ? (dataset.spectrum.eigenvalues[i] ?? 0) : 0));
      }
    }
    data.dispose();
  },
);
