import { type TrialInput, trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { priorCodes, twoLevelKl, vaeFieldsOf } from '../../src/index.ts';
import { objectiveValue, openSetting } from '../open-setting.ts';
import { arraysOf, backend, normals, randomParameters, tensorsOf } from '../random-parameters.ts';

test.before(() => backend.description);

const [dim, k1, k2, points] = [4, 3, 2, 5];

function specificationOf(
  second: NonNullable<TrialInput['model']>['second'],
  objective: TrialInput['objective'] = { estimator: 'analytic' },
) {
  return trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [1], dim, count: points },
    model: { latentDim: k1, encoder: { variance: 'amortized' }, second },
    objective,
    train: { steps: 1, batchSize: points },
  });
}

type Arrays = Readonly<Record<string, Float64Array>>;

/** x W + b of a stored layer, W [in, out]. */
function affine(arrays: Arrays, name: string, x: readonly number[]): number[] {
  const weights = arrays[`${name}.weights`] as Float64Array;
  const biases = [...(arrays[`${name}.biases`] as Float64Array)];
  return biases.map((bias, out) =>
    x.reduce((sum, value, i) => sum + value * (weights[i * biases.length + out] ?? 0), bias),
  );
}

/**
 * Both KLs of one point by their definition: E over z1 = mean + sd e and z2 of quadratic forms, for which the points
 * +-sqrt(n) along each of the n axes are an exact rule.
 */
function bruteForce(arrays: Arrays, mean: number[], variance: number[], priorVariance: number) {
  const secondVariance = [...(arrays['encoder.second.logVariance'] as Float64Array)].map(Math.exp);
  const axes = k1 + k2;
  let [first, second] = [0, 0];
  for (let axis = 0; axis < axes; axis++) {
    for (const sign of [-1, 1]) {
      const along = (index: number) => (axis === index ? sign * Math.sqrt(axes) : 0);
      const z1 = mean.map((m, i) => m + Math.sqrt(variance[i] ?? 0) * along(i));
      const mean2 = affine(arrays, 'encoder.second', z1);
      const z2 = mean2.map((m, i) => m + Math.sqrt(secondVariance[i] ?? 0) * along(k1 + i));
      const back = affine(arrays, 'decoder.second', z2);
      for (const [i, value] of z1.entries()) {
        // -E ln q(z1|x) is its entropy; ln p(z1|z2) is taken at the point.
        const entropy = (1 + Math.log(2 * Math.PI * (variance[i] ?? 0))) / 2;
        const prior = (Math.log(2 * Math.PI * priorVariance) + (value - (back[i] ?? 0)) ** 2 / priorVariance) / 2;
        first += (prior - entropy) / (2 * axes);
      }
      for (const [i, m] of mean2.entries()) {
        const own = secondVariance[i] ?? 0;
        second += (own + m * m - 1 - Math.log(own)) / 2 / (2 * axes);
      }
    }
  }
  return { first, second };
}

test('both KLs of two levels are their definition, for each point', (t) => {
  for (const priorVariance of [1, 0.3]) {
    const specification = specificationOf({ latentDim: k2, priorVariance });
    const random = randomParameters(openSetting(specification, dim).model.parameters, 1, 4);
    const [mean, logVariance] = [normals(points * k1, 6), normals(points * k1, 7)];
    const found = tf.tidy(() => {
      const { first, second } = twoLevelKl(tf, { latentDim: k2, priorVariance }, k1, tensorsOf(random, [0]), {
        mean: tf.tensor(mean, [1, points, k1]),
        logVariance: tf.tensor(logVariance, [1, points, k1]),
      });
      return { first: first.dataSync(), second: second.dataSync() };
    });
    for (let n = 0; n < points; n++) {
      const own = (values: Float32Array) => [...values.subarray(n * k1, (n + 1) * k1)];
      const expected = bruteForce(arraysOf(random), own(mean), own(logVariance).map(Math.exp), priorVariance);
      for (const part of ['first', 'second'] as const) {
        const [value, right] = [found[part][n] ?? Number.NaN, expected[part]];
        t.true(Math.abs(value - right) < 2e-5 * (1 + Math.abs(right)), `${part} of ${n}: ${value} against ${right}`);
      }
    }
  }
});

test('beta weighs the first KL, secondBeta the second, or beta both where it is left out', (t) => {
  const specification = specificationOf({ latentDim: k2, priorVariance: 0.5 });
  const setting = openSetting(specification, dim);
  const random = randomParameters(setting.model.parameters, 1, 9);
  const x = tf.tensor(normals(points * dim, 3), [1, points, dim]);
  const at = (beta: number, secondBeta?: number) =>
    tf.tidy(
      () =>
        objectiveValue(setting, points, tensorsOf(random, [0]), {
          input: x,
          target: x,
          fixedLogVariance: tf.zeros([1, 1, 1]),
          beta: tf.tensor1d([beta]),
          ...(secondBeta === undefined ? {} : { secondBeta: tf.tensor1d([secondBeta]) }),
        }).dataSync()[0] ?? Number.NaN,
    );
  const { mean, logVariance } = setting.model.encode(tensorsOf(random, [0]), x);
  let [first, second] = [0, 0];
  for (let n = 0; n < points; n++) {
    const own = (values: tf.Tensor) => [...values.dataSync().subarray(n * k1, (n + 1) * k1)];
    const kl = bruteForce(arraysOf(random), own(mean), own(logVariance).map(Math.exp), 0.5);
    first += kl.first / points;
    second += kl.second / points;
  }
  const close = (found: number, expected: number) =>
    t.true(Math.abs(found - expected) < 1e-4 * (1 + Math.abs(expected)), `${found} against ${expected}`);
  const reconstruction = at(0, 0);
  close(at(2, 0) - reconstruction, -2 * first);
  close(at(0, 3) - reconstruction, -3 * second);
  close(at(2, 3) - reconstruction, -2 * first - 3 * second);
  close(at(2) - reconstruction, -2 * first - 2 * second);
});

test('a fixed posterior variance of the first level is what was asked for', (t) => {
  const { model } = openSetting(specificationOf({ latentDim: k2, firstVariance: 0.4 }), dim);
  t.deepEqual(
    Object.keys(model.parameters).filter((name) => name.startsWith('encoder.logVariance')),
    [],
  );
  const parameters = tensorsOf(randomParameters(model.parameters, 2, 1), [0, 1]);
  const { logVariance } = model.encode(parameters, tf.zeros([1, points, dim]));
  t.deepEqual(logVariance.shape, [2, 1, k1]);
  for (const value of logVariance.dataSync()) t.true(Math.abs(Math.exp(value) - 0.4) < 1e-6);
});

test('codes from the prior are B z2 + b with noise of the asked variance, or the noise itself for one level', (t) => {
  const specification = specificationOf({ latentDim: k2, priorVariance: 0.25 });
  const { model } = openSetting(specification, dim);
  const random = randomParameters(model.parameters, 1, 2);
  const noise = tf.tensor(normals(points * k1, 1), [1, points, k1]);
  const secondNoise = tf.tensor(normals(points * k2, 2), [1, points, k2]);
  const codes = priorCodes(
    tf,
    vaeFieldsOf(specification.model)?.second,
    tensorsOf(random, [0]),
    noise,
    secondNoise,
  ).dataSync();
  const [ofFirst, ofSecond] = [noise.dataSync(), secondNoise.dataSync()];
  for (let n = 0; n < points; n++) {
    const mean = affine(arraysOf(random), 'decoder.second', [...ofSecond.subarray(n * k2, (n + 1) * k2)]);
    for (const [i, value] of mean.entries()) {
      const expected = value + 0.5 * (ofFirst[n * k1 + i] ?? 0);
      t.true(Math.abs((codes[n * k1 + i] ?? Number.NaN) - expected) < 1e-5);
    }
  }
  // Of a model: a stream of normals a level.
  const ofModel = model.priorCodes(tensorsOf(random, [0]), (_, stream) => (stream === 0 ? noise : secondNoise));
  t.deepEqual([...ofModel.dataSync()], [...codes]);
  t.deepEqual([...priorCodes(tf, undefined, {}, noise, secondNoise).dataSync()], [...ofFirst]);
  const one = openSetting(specificationOf(undefined), dim).model;
  t.deepEqual([...one.priorCodes({}, (_, stream) => (stream === 0 ? noise : secondNoise)).dataSync()], [...ofFirst]);
});
