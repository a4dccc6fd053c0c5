import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { logLikelihood, rows } from '../brute-force-vae.ts';
import { openLikelihood } from '../open-setting.ts';
import { backend, normals } from '../random-parameters.ts';

test.before(() => backend.description);

const [dim, points] = [5, 4];

test('one variance for all dimensions is the density of each dimension with it', (t) => {
  const [x, location] = [normals(points * dim, 1), normals(points * dim, 2)];
  const value = openLikelihood('gaussian').logDensity(tf.tensor(x, [1, points, dim]), {
    location: tf.tensor(location, [1, points, dim]),
    logVariance: tf.fill([1, 1, 1], Math.log(0.3)),
  });
  t.deepEqual(value.shape, [1, points]);
  for (const [n, computed] of [...value.dataSync()].entries()) {
    const decoded = { location: rows(location, dim)[n] ?? [], variances: Array(dim).fill(0.3) };
    const expected = logLikelihood('gaussian', rows(x, dim)[n] ?? [], decoded);
    t.true(Math.abs(computed - expected) < 2e-5 * (1 + Math.abs(expected)), `${computed} against ${expected}`);
  }
});

test('its location is relative to the mean of the data, as what the encoder sees', (t) => {
  const gaussian = openLikelihood('gaussian');
  t.true(gaussian.isCentred);
  t.false(gaussian.hasOwnInput);
  const seen = gaussian.input(tf.tensor([[[3, 5]]]), tf.tensor([[[1, 7]]]));
  t.deepEqual([...seen.dataSync()], [2, -2]);
  const location = tf.tensor([[[0.5, -1]]]);
  t.is(gaussian.mean({ location, logVariance: tf.zeros([1, 1, 1]) }), location);
});

test('what closed forms may ask is what was given', (t) => {
  const gaussian = openLikelihood('gaussian', { variance: 0.5, learn: 'scalar', varianceFloor: 0.1 });
  const { learn, variance, varianceFloor } = gaussian.gaussian ?? {};
  t.deepEqual({ learn, variance, varianceFloor }, { learn: 'scalar', variance: 0.5, varianceFloor: 0.1 });
  t.is(gaussian.with({ variance: 2 }).gaussian?.variance, 2);
  t.deepEqual(openLikelihood('gaussian', { variance: 0.5 }).numbers, { fixedLogVariance: Math.log(0.5) });
});
