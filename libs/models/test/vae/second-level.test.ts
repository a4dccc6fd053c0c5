import { twoLevelKl as exactTwoLevelKl } from '@collapse/closed-forms';
import { trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { priorCodes, twoLevelKl, vaeFieldsOf } from '../../src/index.ts';
import { openSetting } from '../open-setting.ts';
import { arraysOf, normals, randomParameters, tensorsOf } from '../random-parameters.ts';

const [dim, k1, k2, points] = [5, 3, 2, 7];
const priorVariance = 0.3;
const specification = trialSpecification.parse({
  dataset: { name: 'synthetic', eigenvalues: [1], dim, count: 10 },
  model: { latentDim: k1, second: { latentDim: k2, priorVariance } },
  train: { steps: 1 },
});
const random = randomParameters(openSetting(specification, dim).model.parameters, 1, 2);
const parameters = tensorsOf(random, [0]);
const arrays = arraysOf(random);
const array = (name: string) => arrays[name] ?? new Float64Array();
/** W[i][j] of a layer that takes `from` numbers, as closed forms have it: [to, from]. */
const transposed = (name: string, from: number, to: number) =>
  Float64Array.from(
    { length: from * to },
    (_, index) => array(name)[(index % from) * to + Math.floor(index / from)] ?? 0,
  );

test('the KL of two levels is the exact one, for a prior variance other than 1', (t) => {
  const mean = normals(points * k1, 5);
  const logVariance = normals(points * k1, 6);
  const { first, second } = twoLevelKl(tf, { latentDim: k2, priorVariance }, k1, parameters, {
    mean: tf.tensor(mean, [1, points, k1]),
    logVariance: tf.tensor(logVariance, [1, points, k1]),
  });
  const exact = exactTwoLevelKl(
    {
      firstLatentDim: k1,
      latentDim: k2,
      priorVariance,
      decoderWeights: transposed('decoder.second.weights', k2, k1),
      decoderBias: array('decoder.second.biases'),
      encoderWeights: transposed('encoder.second.weights', k1, k2),
      encoderBias: array('encoder.second.biases'),
      posteriorVariance: array('encoder.second.logVariance').map(Math.exp),
    },
    {
      count: points,
      latentDim: k1,
      posteriorMean: mean,
      posteriorVariance: Float64Array.from(logVariance, Math.exp),
    },
  );
  const meanOf = (tensor: tf.Tensor) => tf.mean(tensor).dataSync()[0] ?? Number.NaN;
  t.true(Math.abs(meanOf(first) - exact.first) < 1e-5 * Math.abs(exact.first));
  t.true(Math.abs(meanOf(second) - exact.second) < 1e-5 * Math.abs(exact.second));
});

test('codes from the prior: B z2 + b, and noise of the variance of p(z1|z2)', (t) => {
  const z2 = [0.5, -1.5];
  const noise = [1, -2, 0.25];
  const codes = priorCodes(
    tf,
    vaeFieldsOf(specification.model)?.second,
    parameters,
    tf.tensor([[noise]]),
    tf.tensor([[z2]]),
  ).dataSync();
  const weights = array('decoder.second.weights');
  noise.forEach((value, i) => {
    const mean = z2.reduce(
      (sum, code, j) => sum + code * (weights[j * k1 + i] ?? 0),
      array('decoder.second.biases')[i] ?? 0,
    );
    t.true(Math.abs((codes[i] ?? 0) - (mean + Math.sqrt(0.3) * value)) < 1e-6);
  });
});
