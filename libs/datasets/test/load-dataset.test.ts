import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { ppcaMaximum } from '@collapse/closed-forms';
import { datasetSpecification } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import { loadDataset } from '../src/load-dataset.ts';
import { fullMnistDirectory } from './support/full-mnist.ts';

/** One for all tests, which run one after the other: a spectrum is computed once. */
let cacheDirectory = '';
test.before(async () => {
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'datasets-'));
});
test.after.always(() => rm(cacheDirectory, { recursive: true, force: true }));

async function load(input: unknown) {
  const notices: string[] = [];
  const dataset = await loadDataset(datasetSpecification.parse(input), {
    cacheDirectory,
    onNotice: (line) => notices.push(line),
    ...(fullMnistDirectory === undefined ? {} : { mnistDirectory: fullMnistDirectory }),
  });
  return { dataset, notices };
}

function assertClose(t: ExecutionContext, actual: Iterable<number>, expected: readonly number[], tolerance: number) {
  const values = [...actual];
  t.is(values.length, expected.length);
  values.forEach((value, index) => {
    t.true(Math.abs(value - (expected[index] ?? Number.NaN)) < tolerance, `${value} is not ${expected[index]}`);
  });
}

const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

/** Reference values in float64 of the first 1000 training images, x / 255, from another implementation. */
test.serial('mnist-1k has the published spectrum and pPCA maxima', async (t) => {
  const { dataset, notices } = await load({ name: 'mnist-1k' });
  t.deepEqual(notices, []);
  if (fullMnistDirectory === undefined) t.log('no full MNIST files here: the tests that read them are not declared');
  t.deepEqual([dataset.count, dataset.dim, dataset.test?.count], [1000, 784, 500]);
  t.deepEqual(dataset.imageShape, [28, 28]);
  t.is(dataset.key, '{"name":"mnist-1k","scaling":"unit"}');
  t.is(dataset.checksum, createHash('sha256').update(Buffer.from(dataset.values.buffer)).digest('hex'));
  const { eigenvalues } = dataset.spectrum;
  assertClose(t, eigenvalues.subarray(0, 5), [5.12371886, 4.00116757, 3.52779394, 2.79896825, 2.51306148], 6e-9);
  assertClose(t, [total(eigenvalues)], [51.58914981], 6e-9);
  const [ten, fifty] = [ppcaMaximum(eigenvalues, 10), ppcaMaximum(eigenvalues, 50)];
  assertClose(t, [ten.variance, fifty.variance], [0.032712847, 0.0110049184], 6e-11);
  assertClose(t, [ten.logLikelihood, fifty.logLikelihood], [206.777045, 558.090084], 6e-7);
});

test.serial('mnist-1k in logit space has a leading eigenvalue near the 697 known for 1000 images', async (t) => {
  const { dataset } = await load({ name: 'mnist-1k', scaling: 'logit' });
  assertClose(t, dataset.spectrum.eigenvalues.subarray(0, 1), [697], 0.03 * 697);
  t.true(dataset.values.every(Number.isFinite));
  // Dequantization noise gives every pixel some variance.
  t.true((dataset.spectrum.eigenvalues[783] ?? 0) > 0);
});

test.serial('a worker thread shares the data set instead of getting a copy', async (t) => {
  const { dataset } = await load({ name: 'synthetic', eigenvalues: [2, 1], dim: 3, count: 20 });
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     parentPort.once('message', (dataset) => {
       const arrays = [dataset.values, dataset.test.values, dataset.moments.mean, dataset.moments.covariance,
         dataset.spectrum.eigenvalues, dataset.spectrum.eigenvectors];
       for (const array of arrays) array[0] = 42;
       parentPort.postMessage(dataset.key);
     });`,
    { eval: true },
  );
  worker.postMessage(dataset);
  const [key] = await once(worker, 'message');
  await worker.terminate();
  t.is(key, dataset.key);
  const { values, moments, spectrum } = dataset;
  const arrays = [
    values,
    dataset.test?.values,
    moments.mean,
    moments.covariance,
    spectrum.eigenvalues,
    spectrum.eigenvectors,
  ];
  // Written in the worker, seen here: the memory is the same.
  t.deepEqual(
    arrays.map((array) => array?.[0]),
    Array(6).fill(42),
  );
});

test.serial('a worker thread with a task of its own loads a data set like the main one', async (t) => {
  const specification = { name: 'synthetic', eigenvalues: [2, 1], dim: 3, count: 20 } as const;
  const { dataset } = await load(specification);
  const worker = new Worker(new URL('./support/loading-thread.ts', import.meta.url), {
    workerData: { specification: dataset.specification, cacheDirectory },
  });
  const [checksum] = await once(worker, 'message');
  t.is(checksum, dataset.checksum);
});

if (fullMnistDirectory !== undefined) {
  test.serial('all of MNIST has the published spectrum and pPCA maximum', async (t) => {
    const { dataset } = await load({ name: 'mnist' });
    t.deepEqual([dataset.count, dataset.dim, dataset.test?.count], [60000, 784, 10000]);
    const { eigenvalues } = dataset.spectrum;
    assertClose(t, eigenvalues.subarray(0, 5), [5.11678773, 3.74132848, 3.25265424, 2.84157334, 2.56707496], 6e-9);
    const maximum = ppcaMaximum(eigenvalues, 50);
    assertClose(t, [maximum.variance], [0.0125960495], 6e-11);
    assertClose(t, [maximum.logLikelihood], [507.905384], 6e-7);
  });

  for (const scaling of ['unit', 'logit']) {
    test.serial(`the shipped images are the first 1000 of the full file, ${scaling}`, async (t) => {
      const [shipped, full] = [
        await load({ name: 'mnist-1k', scaling }),
        await load({ name: 'mnist', count: 1000, scaling }),
      ];
      t.is(shipped.dataset.checksum, full.dataset.checksum);
      const heldOut = shipped.dataset.test?.values ?? new Float32Array();
      t.deepEqual(heldOut, full.dataset.test?.values.subarray(0, 500 * 784));
    });
  }
}
