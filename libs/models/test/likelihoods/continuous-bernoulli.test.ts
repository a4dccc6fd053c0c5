import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { logLikelihood } from '../brute-force-vae.ts';
import { openLikelihood } from '../open-setting.ts';
import { backend } from '../random-parameters.ts';

test.before(() => backend.description);

const continuousBernoulli = openLikelihood('continuous-bernoulli');

test('the continuous Bernoulli integrates to 1 over [0, 1], also where its logit is near 0', (t) => {
  const logits = [-9, -2, -0.06, -0.049, -1e-3, 0, 1e-4, 0.049, 0.051, 3, 12];
  const steps = 4000;
  const grid = Float32Array.from({ length: steps }, (_, index) => (index + 0.5) / steps);
  for (const logit of logits) {
    const density = continuousBernoulli.logDensity(tf.tensor(grid, [1, steps, 1]), {
      location: tf.fill([1, steps, 1], logit),
    });
    const integral = [...density.dataSync()].reduce((total, value) => total + Math.exp(value) / steps, 0);
    t.true(Math.abs(integral - 1) < 2e-4, `logit ${logit}: ${integral}`);
  }
});

test('the gradient of the continuous Bernoulli is finite and right at and around a logit of 0', (t) => {
  const logits = [-0.2, -0.05, -1e-6, 0, 1e-6, 0.05, 0.2, 30, -30];
  const gradient = tf.grad((location: tf.Tensor) =>
    tf.sum(continuousBernoulli.logDensity(tf.fill([1, logits.length, 1], 0.3), { location })),
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

test('near a logit of 0 the continuous Bernoulli is its series, to the digits of float32', (t) => {
  const logits = [-0.099, -0.07, -0.03, 0.01, 0.05, 0.098];
  const x = tf.zeros([1, logits.length, 1]);
  const density = (location: tf.Tensor) => continuousBernoulli.logDensity(x, { location });
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

test('its mean is E[x], by numerical integration', (t) => {
  const logits = [-100, -30, -9, -2, -0.11, -0.09, -1e-3, 0, 1e-4, 0.05, 0.0999, 0.1001, 0.5, 3, 12, 30, 100];
  const found = continuousBernoulli.mean({ location: tf.tensor(logits, [1, logits.length, 1]) });
  t.deepEqual(found.shape, [1, logits.length, 1]);
  const steps = 20_000;
  for (const [index, computed] of [...found.dataSync()].entries()) {
    const l = logits[index] as number;
    // The density is proportional to e^(l x), taken from the end where it is largest.
    let [mass, moment] = [0, 0];
    for (let step = 0; step < steps; step++) {
      const x = (step + 0.5) / steps;
      const density = Math.exp(l * (l > 0 ? x - 1 : x));
      mass += density;
      moment += x * density;
    }
    const expected = moment / mass;
    t.true(Math.abs(computed - expected) < 1e-5, `logit ${l}: ${computed} against ${expected}`);
  }
});
