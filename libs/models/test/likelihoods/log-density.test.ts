import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { logLikelihood, rows } from '../brute-force-vae.ts';
import { openLikelihood } from '../open-setting.ts';
import { backend, normals } from '../random-parameters.ts';

test.before(() => backend.description);

const dim = 5;
const points = 7;
const kinds = ['gaussian', 'bernoulli', 'continuous-bernoulli'] as const;

for (const kind of kinds) {
  test(`${kind}: ln p(x|z) is the sum of its densities`, (t) => {
    const x = normals(points * dim, 1).map((value) => 1 / (1 + Math.exp(-value)));
    const location = normals(points * dim, 2).map((value) => 2 * value);
    const logVariance = normals(dim, 3);
    const value = openLikelihood(kind).logDensity(tf.tensor(x, [1, points, dim]), {
      location: tf.tensor(location, [1, points, dim]),
      ...(kind === 'gaussian' ? { logVariance: tf.tensor(logVariance, [1, 1, dim]) } : {}),
    });
    t.deepEqual(value.shape, [1, points]);
    const expected = rows(x, dim).map((row, index) =>
      logLikelihood(kind, row, {
        location: rows(location, dim)[index] as number[],
        variances: [...logVariance].map(Math.exp),
      }),
    );
    for (const [index, computed] of [...value.dataSync()].entries()) {
      t.true(Math.abs(computed - (expected[index] as number)) < 2e-5 * (1 + Math.abs(expected[index] as number)));
    }
  });
}

for (const kind of kinds) {
  test(`${kind}: the gradient in the logits or mean is that of the density, weighed by what lies behind`, (t) => {
    const x = [...normals(points * dim, 4)].map((value) => 1 / (1 + Math.exp(-value)));
    // Some logits near 0, where the normaliser is a series, and some far from it.
    const location = [...normals(points * dim, 5)].map((value, index) => (index % 3 === 0 ? 0.03 : 2) * value);
    const weights = [...normals(points, 6)];
    const variances = [0.5, 1, 2, 0.7, 1.3];
    const gradient = tf.grad((locations: tf.Tensor) => {
      const value = openLikelihood(kind).logDensity(tf.tensor(x, [1, points, dim]), {
        location: locations,
        ...(kind === 'gaussian' ? { logVariance: tf.tensor(variances.map(Math.log), [1, 1, dim]) } : {}),
      });
      return tf.sum(tf.mul(value, tf.tensor(weights, [1, points])));
    })(tf.tensor(location, [1, points, dim]));
    const density = (index: number, l: number) =>
      logLikelihood(kind, [x[index] ?? 0], { location: [l], variances: [variances[index % dim] ?? 1] });
    for (const [index, computed] of [...gradient.dataSync()].entries()) {
      const l = location[index] ?? 0;
      const slope = (density(index, l + 1e-4) - density(index, l - 1e-4)) / 2e-4;
      const expected = (weights[Math.floor(index / dim)] ?? 0) * slope;
      t.true(Math.abs(computed - expected) < 2e-4 * (1 + Math.abs(expected)), `${l}: ${computed}, ${expected}`);
    }
  });
}
