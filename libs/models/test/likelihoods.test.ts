import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { LOG_LIKELIHOODS } from '../src/index.ts';
import { logLikelihood, rows } from './brute-force-vae.ts';
import { backend, normals } from './random-parameters.ts';

test.before(() => backend.description);

const dim = 5;
const points = 7;
const kinds = ['gaussian', 'bernoulli', 'continuous-bernoulli'] as const;

for (const kind of kinds) {
  test(`${kind}: ln p(x|z) is the sum of its densities`, (t) => {
    const x = normals(points * dim, 1).map((value) => 1 / (1 + Math.exp(-value)));
    const location = normals(points * dim, 2).map((value) => 2 * value);
    const logVariance = normals(dim, 3);
    const value = LOG_LIKELIHOODS[kind](tf.tensor(x, [1, points, dim]), {
      location: tf.tensor(location, [1, points, dim]),
      logVariance: kind === 'gaussian' ? tf.tensor(logVariance, [1, 1, dim]) : null,
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

test('the continuous Bernoulli integrates to 1 over [0, 1], also where its logit is near 0', (t) => {
  const logits = [-9, -2, -0.06, -0.049, -1e-3, 0, 1e-4, 0.049, 0.051, 3, 12];
  const steps = 4000;
  const grid = Float32Array.from({ length: steps }, (_, index) => (index + 0.5) / steps);
  for (const logit of logits) {
    const density = LOG_LIKELIHOODS['continuous-bernoulli'](tf.tensor(grid, [1, steps, 1]), {
      location: tf.fill([1, steps, 1], logit),
      logVariance: null,
    });
    const integral = [...density.dataSync()].reduce((total, value) => total + Math.exp(value) / steps, 0);
    t.true(Math.abs(integral - 1) < 2e-4, `logit ${logit}: ${integral}`);
  }
});

test('the gradient of the continuous Bernoulli is finite and right at and around a logit of 0', (t) => {
  const logits = [-0.2, -0.05, -1e-6, 0, 1e-6, 0.05, 0.2, 30, -30];
  const gradient = tf.grad((location: tf.Tensor) =>
    tf.sum(
      LOG_LIKELIHOODS['continuous-bernoulli'](tf.fill([1, logits.length, 1], 0.3), { location, logVariance: null }),
    ),
  )(tf.tensor(logits, [1, logits.length, 1]));
  for (const [index, computed] of [...gradient.dataSync()].entries()) {
    const at = (l: number) => logLikelihood('continuous-bernoulli', [0.3], { location: [l], variances: [] });
    const l = logits[index] as number;
    // ln C is even in l and its slope there l / 6; elsewhere differences of the float64 formula serve.
    const slope = Math.abs(l) < 1e-3 ? 0.3 - 1 / (1 + Math.exp(-l)) + l / 6 : (at(l + 1e-4) - at(l - 1e-4)) / 2e-4;
    if (Math.abs(l) < 20) t.true(Math.abs(computed - slope) < 2e-4, `logit ${l}: ${computed} against ${slope}`);
    t.true(Number.isFinite(computed));
  }
});

for (const kind of kinds) {
  test(`${kind}: the gradient in the logits or mean is that of the density, weighed by what lies behind`, (t) => {
    const x = [...normals(points * dim, 4)].map((value) => 1 / (1 + Math.exp(-value)));
    // Some logits near 0, where the normaliser is a series, and some far from it.
    const location = [...normals(points * dim, 5)].map((value, index) => (index % 3 === 0 ? 0.03 : 2) * value);
    const weights = [...normals(points, 6)];
    const variances = [0.5, 1, 2, 0.7, 1.3];
    const gradient = tf.grad((locations: tf.Tensor) => {
      const value = LOG_LIKELIHOODS[kind](tf.tensor(x, [1, points, dim]), {
        location: locations,
        logVariance: kind === 'gaussian' ? tf.tensor(variances.map(Math.log), [1, 1, dim]) : null,
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

test('near a logit of 0 the continuous Bernoulli is its series, to the digits of float32', (t) => {
  const logits = [-0.099, -0.07, -0.03, 0.01, 0.05, 0.098];
  const x = tf.zeros([1, logits.length, 1]);
  const density = (location: tf.Tensor) => LOG_LIKELIHOODS['continuous-bernoulli'](x, { location, logVariance: null });
  const location = tf.tensor(logits, [1, logits.length, 1]);
  const [values, slopes] = [density(location).dataSync(), tf.grad(density)(location).dataSync()];
  for (const [index, l] of logits.entries()) {
    // ln (1 - lambda) + ln C, and its slope -lambda + 1 / l - 1 / sinh(l).
    const value = -Math.log1p(Math.exp(l)) + Math.log(l / Math.tanh(l / 2));
    const slope = -1 / (1 + Math.exp(-l)) + 1 / l - 1 / Math.sinh(l);
    t.true(Math.abs((values[index] ?? Number.NaN) - value) < 2.5e-7, `${l}: ${values[index]} against ${value}`);
    t.true(Math.abs((slopes[index] ?? Number.NaN) - slope) < 5e-7, `${l}: ${slopes[index]} against ${slope}`);
  }
});
