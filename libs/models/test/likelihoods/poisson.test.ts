import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { logGammaOf } from '../../src/likelihoods/log-gamma.ts';
import { backend } from '../random-parameters.ts';
import {
  bound,
  countsBelow,
  holdsGradients,
  holdsMean,
  holdsPack,
  holdsValues,
  type Made,
} from './support/held-likelihood.ts';

test.before(() => backend.description);

const reference = (x: number, { location }: Made) => x * location - Math.exp(location) - logGammaOf(x + 1);

test('its probability is scipy.stats.poisson.logpmf(x, numpy.exp(location)) of scipy 1.17.1', (t) => {
  holdsValues(
    t,
    bound('poisson'),
    reference,
    [
      [0, { location: -3 }, -0.049787068367863944],
      [0, { location: 0.5 }, -1.6487212707001282],
      [3, { location: 0.7 }, -1.7055121766985315],
      [17, { location: 2 }, -6.894129549067541],
      [2, { location: -5 }, -10.69988512755903],
    ],
    1e-6,
  );
  // Terms of 6900 that nearly cancel: float32 leaves 3 digits.
  holdsValues(t, bound('poisson'), reference, [[1000, { location: 6.9 }, -4.402894093190184]], 3e-4);
});

test('its slope is that of the probability', (t) => {
  holdsGradients(t, bound('poisson'), reference, [
    [0, { location: -3 }],
    [3, { location: 0.7 }],
    [17, { location: 4 }],
  ]);
});

test('it sums to 1, and its mean is exp(location)', (t) => {
  holdsMean(t, bound('poisson'), { location: 1.3 }, countsBelow(60), 1e-5);
});

test('with the library size observed the rate is exp(location) times the mean count, and no count at all is certain', (t) => {
  const x = [
    [1, 0, 5],
    [20, 30, 1],
    [0, 0, 0],
  ];
  const location = [-0.4, 0.2, 0.1];
  const value = bound('poisson', { librarySize: 'observed' }).logDensity(tf.tensor([x]), {
    location: tf.tensor([[location]]),
  });
  const expected = x.map((row) => {
    const mean = row.reduce((total, count) => total + count, 0) / 3;
    if (mean === 0) return 0;
    return row
      .map((count, j) => reference(count, { location: (location[j] ?? 0) + Math.log(mean) }))
      .reduce((total, one) => total + one);
  });
  t.deepEqual(value.shape, [1, 3]);
  for (const [index, computed] of [...value.dataSync()].entries()) {
    t.true(Math.abs(computed - (expected[index] ?? Number.NaN)) < 3e-5, `${computed}, not ${expected[index]}`);
  }
  const slopes = tf.grad((at: tf.Tensor) =>
    tf.sum(bound('poisson', { librarySize: 'observed' }).logDensity(tf.tensor([x]), { location: at })),
  )(tf.tensor([[location]]));
  // sum_n [x - rate], the last point without a rate.
  const rates = location.map((l) => Math.exp(l) * (6 / 3 + 51 / 3));
  for (const [j, slope] of [...slopes.dataSync()].entries()) {
    const counted = x.reduce((total, row) => total + (row[j] ?? 0), 0);
    t.true(Math.abs(slope - counted + (rates[j] ?? 0)) < 1e-4);
  }
});

test('an encoder sees ln(1 + x)', (t) => {
  const seen = bound('poisson')
    .input(tf.tensor([0, 1, 99]), tf.tensor([5, 5, 5]))
    .dataSync();
  for (const [index, x] of [0, 1, 99].entries()) t.true(Math.abs((seen[index] ?? 1) - Math.log1p(x)) < 1e-6);
});

test('members of a pack, and samples, are each as alone', (t) => {
  holdsPack(t, 'poisson', [{}, {}], [0, 1, 2, 3, 4, 5, 0, 0, 0, 7, 8, 30]);
  const librarySize = 'observed';
  holdsPack(t, 'poisson', [{ librarySize }, { librarySize }], [0, 1, 2, 3, 4, 5, 0, 0, 0, 7, 8, 30]);
});
