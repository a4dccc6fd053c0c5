import { trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { momentsTerms } from '../../src/index.ts';
import { decoded, klPerDimension, posterior, rows } from '../brute-force-vae.ts';
import { openSetting } from '../open-setting.ts';
import { arraysOf, backend, normals, randomParameters, tensorsOf } from '../random-parameters.ts';

test.before(() => backend.description);

const [dim, latentDim, points] = [4, 2, 30];

for (const eigen of [false, true]) {
  test(`the parts of a full-batch ELBO are their means over the data${eigen ? ', from eigenvalues alone' : ''}`, (t) => {
    const specification = trialSpecification.parse({
      dataset: { name: 'synthetic', eigenvalues: [1], dim, count: points },
      model: { latentDim },
      likelihood: { variance: 0.7 },
      objective: { estimator: 'analytic' },
      train: { steps: 1 },
    });
    const setting = openSetting(specification, dim);
    const random = randomParameters(setting.model.parameters, 1, 6);
    const arrays = arraysOf(random);
    // Centred data; in the eigenbasis every pair +-sqrt(dim lambda) along an axis has the covariance diag(lambda).
    const eigenvalues = [3, 1.5, 0.6, 0.2];
    const data = eigen
      ? eigenvalues.flatMap((lambda, axis) =>
          [-1, 1].map((sign) => eigenvalues.map((_, j) => (j === axis ? sign * Math.sqrt(dim * lambda) : 0))),
        )
      : centred(rows(normals(points * dim, 2), dim));
    const covariance = Array.from({ length: dim * dim }, (_, index) =>
      data.reduce((sum, x) => sum + ((x[Math.floor(index / dim)] ?? 0) * (x[index % dim] ?? 0)) / data.length, 0),
    );
    const variances = covariance.filter((_, index) => index % (dim + 1) === 0);
    const found = tf.tidy(() => {
      const terms = momentsTerms(setting, tensorsOf(random, [0]), {
        covariance: eigen ? tf.tensor(eigenvalues, [1, dim, 1]) : tf.tensor(covariance, [1, dim, dim]),
        variances: tf.tensor(eigen ? eigenvalues : variances, [1, 1, dim]),
        fixedLogVariance: tf.fill([1, 1, 1], Math.log(0.7)),
        beta: tf.ones([1]),
      });
      return Object.values(terms).map((value: tf.Tensor) => [...value.dataSync()]);
    });
    const posteriors = data.map((x) => posterior(arrays, specification, x));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value / values.length, 0);
    const reconstruction = mean(
      data.map((x, n) => {
        const { mean: codes = [], logVariance = [] } = posteriors[n] ?? {};
        const { location } = decoded(arrays, specification, codes);
        let error = x.reduce((sum, value, j) => sum + (value - (location[j] ?? 0)) ** 2, 0);
        const weights = arrays['decoder.location.weights'] as Float64Array;
        for (const [i, value] of logVariance.entries()) {
          for (let j = 0; j < dim; j++) error += Math.exp(value) * (weights[i * dim + j] ?? 0) ** 2;
        }
        return -(dim * Math.log(2 * Math.PI * 0.7) + error / 0.7) / 2;
      }),
    );
    const axes = [...Array(latentDim).keys()];
    const kls = axes.map((i) => mean(posteriors.map((q) => klPerDimension(q)[i] ?? Number.NaN)));
    const meanVariances = axes.map((i) => {
      const codes = posteriors.map(({ mean: own }) => own[i] ?? Number.NaN);
      return mean(codes.map((code) => (code - mean(codes)) ** 2));
    });
    for (const [part, expected] of [[reconstruction], kls, meanVariances].entries()) {
      for (const [index, value] of expected.entries()) {
        const own = found[part]?.[index] ?? Number.NaN;
        t.true(Math.abs(own - value) < 2e-5 * (1 + Math.abs(value)), `${part}.${index}: ${own} against ${value}`);
      }
    }
  });
}

function centred(data: number[][]): number[][] {
  return data.map((x) =>
    x.map((value, j) => value - data.reduce((sum, other) => sum + (other[j] ?? 0) / data.length, 0)),
  );
}
