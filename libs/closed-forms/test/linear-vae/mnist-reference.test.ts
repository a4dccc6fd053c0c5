import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import test from 'ava';
import {
  eigendecompose,
  linearOptimum,
  linearVaeElbo,
  linearVaeLogLikelihood,
  linearVaePosteriorKl,
  momentsOf,
  optimalLinearVae,
  ppcaMaximum,
  ppcaMaximumAtVariance,
  rankOf,
} from '../../src/index.ts';
import { at } from '../support/random-model.ts';

const IDX_HEADER_BYTES = 16;
const file = new URL('../../../datasets/data/mnist-1k-images-idx3-ubyte.gz', import.meta.url);
const pixels = gunzipSync(readFileSync(file)).subarray(IDX_HEADER_BYTES);
const moments = momentsOf(
  Float64Array.from(pixels, (byte) => byte / 255),
  1000,
  784,
);
const spectrum = eigendecompose(moments);
const { eigenvalues } = spectrum;

// Reference values come from an independent float64 computation of the first 1000 training images, x / 255.
test('the spectrum of the first 1000 MNIST images', (t) => {
  [5.12371886, 4.00116757, 3.52779394, 2.79896825, 2.51306148].forEach((expected, i) => {
    t.true(Math.abs(at(eigenvalues, i) - expected) < 6e-9);
  });
  t.true(Math.abs(eigenvalues.reduce((sum, value) => sum + value, 0) - 51.58914981) < 6e-9);
  t.true(rankOf(eigenvalues) < 784);
});

test('the probabilistic PCA maxima', (t) => {
  const ten = ppcaMaximum(eigenvalues, 10);
  t.true(Math.abs(ten.variance - 0.032712847) < 6e-11);
  t.true(Math.abs(ten.logLikelihood - 206.777045) < 6e-7);
  const fifty = ppcaMaximum(eigenvalues, 50);
  t.true(Math.abs(fifty.variance - 0.0110049184) < 6e-11);
  t.true(Math.abs(fifty.logLikelihood - 558.090084) < 6e-7);
});

test('the active dimensions of 200 at beta * variance = 1, 0.1 and 0.01', (t) => {
  const active = [1, 0.1, 0.01].map((variance) => ppcaMaximumAtVariance(eigenvalues, 200, variance).active);
  t.deepEqual(active, [11, 67, 200]);
});

test('784 to 200 dimensions: the best weights attain the optimum, and log p(x) = ELBO + posterior KL', (t) => {
  for (const [beta, variance] of [
    [0.5, 0.03],
    [2, 0.3],
  ] as const) {
    const optimum = linearOptimum({
      eigenvalues,
      latentDim: 200,
      beta,
      variance,
      learn: 'fixed',
      reduction: 'elbo',
      batchSize: 1000,
      dim: 784,
    });
    if ('none' in optimum) throw new Error(optimum.none);
    const vae = optimalLinearVae(moments.mean, spectrum, { latentDim: 200, beta, variance });
    const { reconstruction, kl, elbo } = linearVaeElbo(vae, moments);
    t.true(Math.abs(reconstruction - beta * kl - optimum.objective) < 1e-8);
    const logLikelihood = linearVaeLogLikelihood(vae, moments);
    t.true(Math.abs(logLikelihood - elbo - linearVaePosteriorKl(vae, moments)) < 1e-8 * Math.abs(logLikelihood));
  }
});
