import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import {
  fixedName,
  type Learn,
  logarithmOf,
  type PositiveParameter,
  positiveDefinitions,
} from '../../src/likelihoods/positive-parameter.ts';
import { backend, normals } from '../random-parameters.ts';

test.before(() => backend.description);

const scale = (learn: Learn, floor = 0): PositiveParameter => ({ name: 'logScale', learn, value: 2, floor });
const shape = { width: 3, dim: 4 };

test('a fixed one is a number of the step, by its own name', (t) => {
  t.is(fixedName('logScale'), 'fixedLogScale');
  t.deepEqual(positiveDefinitions(scale('fixed'), shape), {});
  const number = tf.fill([1, 1, 1], 0.7);
  t.is(
    logarithmOf(tf, scale('fixed', 0.5), { parameters: {}, numbers: { fixedLogScale: number }, features: null }),
    number,
  );
});

test('a learned one starts at its value, the floor in it', (t) => {
  const start = { constant: Math.log(1.5) };
  t.deepEqual(positiveDefinitions(scale('scalar', 0.5), shape), { 'decoder.logScale': { shape: [1, 1], start } });
  t.deepEqual(positiveDefinitions(scale('per-dimension', 0.5), shape), {
    'decoder.logScale': { shape: [1, 4], start },
  });
  t.deepEqual(positiveDefinitions(scale('network', 0.5), shape), {
    'decoder.logScale.weights': { shape: [3, 4], start: { normal: Math.sqrt(0.01 / 3) } },
    'decoder.logScale.biases': { shape: [1, 4], start },
  });
});

test('the floor is added to a learned one, and to one of the network', (t) => {
  const learned = normals(4, 1);
  const parameters = { 'decoder.logScale': tf.tensor(learned, [1, 1, 4]) };
  for (const floor of [0, 0.5]) {
    const found = logarithmOf(tf, scale('per-dimension', floor), { parameters, numbers: {}, features: null });
    for (const [i, value] of [...found.dataSync()].entries()) {
      t.true(Math.abs(Math.exp(value) - (Math.exp(learned[i] as number) + floor)) < 1e-5);
    }
  }
  const [weights, features] = [normals(12, 2), normals(6, 3)];
  const ofNetwork = {
    'decoder.logScale.weights': tf.tensor(weights, [1, 3, 4]),
    'decoder.logScale.biases': tf.tensor(learned, [1, 1, 4]),
  };
  const given = { parameters: ofNetwork, numbers: {}, features: tf.tensor(features, [1, 2, 3]) };
  const found = logarithmOf(tf, scale('network', 0.5), given);
  t.deepEqual(found.shape, [1, 2, 4]);
  for (const [index, value] of [...found.dataSync()].entries()) {
    const [n, j] = [Math.floor(index / 4), index % 4];
    let logarithm = learned[j] as number;
    for (let i = 0; i < 3; i++) logarithm += (features[n * 3 + i] as number) * (weights[i * 4 + j] as number);
    t.true(Math.abs(value - Math.log(Math.exp(logarithm) + 0.5)) < 1e-5);
  }
});

test('one of the network needs the network', (t) => {
  t.throws(() => logarithmOf(tf, scale('network'), { parameters: {}, numbers: {}, features: null }), {
    message: 'logScale is an output of the network, which was not run',
  });
});
