import { trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { decoded } from '../brute-force-vae.ts';
import { openSetting } from '../open-setting.ts';
import { arraysOf, normals, randomParameters, tensorsOf } from '../random-parameters.ts';

const [dim, conditionDim, points] = [6, 2, 5];
const specificationOf = (decoder: object) =>
  trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [1], dim, count: 10 },
    model: { latentDim: 3, decoder },
    likelihood: { variance: 0.5 },
    train: { steps: 1 },
  });

test('a deep linear decoder as one layer is the same function of code and condition', async (t) => {
  const specification = specificationOf({ hidden: [4, 5], activation: 'identity' });
  const { model } = openSetting(specification, dim, conditionDim);
  const parameters = tensorsOf(randomParameters(model.parameters, 2, 1), [0, 1]);
  const flat = model.withOneLayerDecoder(parameters);
  t.deepEqual(flat.model.decoderWidths, []);
  t.deepEqual(flat.parameters['decoder.location.weights']?.shape, [2, 3, dim]);
  const z = tf.tensor(normals(2 * points * 3, 3), [2, points, 3]);
  const condition = tf.tensor(normals(2 * points * conditionDim, 4), [2, points, conditionDim]);
  const numbers = { fixedLogVariance: tf.zeros([2, 1, 1]) };
  const whole = model.decode(parameters, z, numbers, condition).location.dataSync();
  const found = flat.model.decode(flat.parameters, z, numbers, condition).location.dataSync();
  for (const [index, value] of whole.entries()) t.true(Math.abs(value - (found[index] ?? 0)) < 1e-5);

  // Layer by layer in float64, without a condition.
  const unconditional = openSetting(specification, dim).model;
  const random = randomParameters(unconditional.parameters, 1, 7);
  const one = unconditional.withOneLayerDecoder(tensorsOf(random, [0]));
  const code = [0.3, -1.2, 0.7];
  const location = one.model.decode(one.parameters, tf.tensor([[code]]), {
    fixedLogVariance: tf.zeros([1, 1, 1]),
  }).location;
  const expected = decoded(arraysOf(random), specification, code).location;
  for (const [index, value] of location.dataSync().entries()) t.true(Math.abs(value - (expected[index] ?? 0)) < 1e-5);
});

test('any other decoder stays as it is', (t) => {
  for (const decoder of [{}, { hidden: [4] }, { hidden: [4], activation: 'tanh' }]) {
    const { model } = openSetting(specificationOf(decoder), dim);
    const parameters = tensorsOf(randomParameters(model.parameters, 1, 1), [0]);
    const same = model.withOneLayerDecoder(parameters);
    t.is(same.model, model);
    t.is(same.parameters, parameters);
  }
});
