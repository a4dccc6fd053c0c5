import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { backend } from '../random-parameters.ts';
import {
  bound,
  countsBelow,
  holdsGradients,
  holdsMean,
  holdsNetwork,
  holdsPack,
  holdsValues,
  logDensities,
} from './support/held-likelihood.ts';
import { negativeBinomial as reference } from './support/negative-binomial.ts';

test.before(() => backend.description);

const made = (location: number, dispersion: number) => ({ location, logDispersion: Math.log(dispersion) });

test('its probability is scipy.stats.nbinom.logpmf(x, d, d / (d + numpy.exp(location))) of scipy 1.17.1', (t) => {
  holdsValues(t, bound('negative-binomial'), reference, [
    [0, made(-3, 1), -0.04858735157374191],
    [0, made(0.5, 0.1), -0.286146991137924],
    [3, made(0.7, 2), -2.0760444826113016],
    [17, made(2, 0.5), -4.488735751986647],
    [2, made(-5, 30), -10.667543694213794],
    [60, made(1, 0.01), -8.929374793338129],
  ]);
  // Terms of 60 and of 6900 that nearly cancel.
  holdsValues(t, bound('negative-binomial'), reference, [[4, made(1.2, 1e6), -1.698172521856037]], 1e-5);
  holdsValues(t, bound('negative-binomial'), reference, [[1000, made(6.9, 10), -6.689006319812259]], 3e-4);
});

test('its slopes are those of the probability, also where it is nearly a Poisson', (t) => {
  holdsGradients(t, bound('negative-binomial'), reference, [
    [0, made(-3, 1)],
    [0, made(0.5, 0.1)],
    [3, made(0.7, 2)],
    [17, made(2, 0.5)],
    [4, made(1.2, 1e4)],
    [30, made(3, 80)],
  ]);
});

test('it sums to 1, its mean is exp(location) and its variance m + m^2 / dispersion', (t) => {
  const grid = countsBelow(400);
  for (const dispersion of [0.7, 3, 50]) holdsMean(t, bound('negative-binomial'), made(1.3, dispersion), grid, 1e-5);
  const mean = Math.exp(1.3);
  const variance = logDensities(bound('negative-binomial'), grid.x, Array(400).fill(made(1.3, 3)))
    .map((value, x) => Math.exp(value) * (x - mean) ** 2)
    .reduce((total, value) => total + value);
  t.true(Math.abs(variance - (mean + mean ** 2 / 3)) < 1e-4, `${variance}`);
});

test('with the library size observed the mean is relative to the mean count', (t) => {
  const x = [1, 0, 5];
  const [value] = bound('negative-binomial', { librarySize: 'observed' })
    .logDensity(tf.tensor([[x]]), { location: tf.fill([1, 1, 3], 0.3), logDispersion: tf.fill([1, 1, 1], 0.4) })
    .dataSync();
  const expected = x
    .map((count) => reference(count, { location: 0.3 + Math.log(2), logDispersion: 0.4 }))
    .reduce((total, one) => total + one);
  t.true(Math.abs((value ?? Number.NaN) - expected) < 5e-6, `${value}, not ${expected}`);
});

const COUNTS = [0, 1, 2, 3, 4, 5, 0, 0, 0, 7, 8, 30];

test('members of a pack have dispersions of their own', (t) => {
  for (const learn of ['fixed', 'scalar', 'per-dimension', 'network'] as const) {
    holdsPack(t, 'negative-binomial', [{ learn, dispersion: 3 }, { learn }], COUNTS);
  }
});

test('a dispersion from the network', (t) => {
  holdsNetwork(t, 'negative-binomial', {}, 'logDispersion', 0);
  holdsNetwork(t, 'negative-binomial', { dispersionFloor: 0.2 }, 'logDispersion', 0.2);
});
