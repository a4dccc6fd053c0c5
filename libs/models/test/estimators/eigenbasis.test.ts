import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { fromEigenbasis, toEigenbasis } from '../../src/estimators/eigenbasis.ts';
import { backend } from '../random-parameters.ts';

test.before(() => backend.description);

const [dim, latentDim, points] = [4, 2, 3];

/** An orthogonal matrix that is not symmetric: three turns in planes of two axes. */
function rotation(): tf.Tensor {
  const turn = (first: number, second: number, angle: number) =>
    Array.from({ length: dim }, (_, row) =>
      Array.from({ length: dim }, (_, column) => {
        if (row === column) return row === first || row === second ? Math.cos(angle) : 1;
        if (row === first && column === second) return -Math.sin(angle);
        return row === second && column === first ? Math.sin(angle) : 0;
      }),
    );
  return tf
    .tensor([turn(0, 1, 0.5)])
    .matMul(tf.tensor([turn(1, 2, 1.1)]))
    .matMul(tf.tensor([turn(2, 3, -0.7)]));
}

test('in the eigenbasis a model computes the same of rotated data, biases and all; the way back is exact', (t) => {
  const numbers = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
  const parameters = {
    'encoder.mean.weights': numbers([1, dim, latentDim], 1),
    'encoder.mean.biases': numbers([1, 1, latentDim], 2),
    'encoder.logVariance': numbers([1, 1, latentDim], 3),
    'decoder.location.weights': numbers([1, latentDim, dim], 4),
    'decoder.location.biases': numbers([1, 1, dim], 5),
  };
  const u = rotation();
  const compute = (own: Readonly<Record<string, tf.Tensor>>, x: tf.Tensor) => {
    const part = (name: string) => own[name] as tf.Tensor;
    const codes = x.matMul(part('encoder.mean.weights')).add(part('encoder.mean.biases'));
    return codes.matMul(part('decoder.location.weights')).add(part('decoder.location.biases'));
  };
  const x = numbers([1, points, dim], 6);
  const moved = toEigenbasis(tf, parameters, u);
  const plain = compute(parameters, x).dataSync();
  const there = compute(moved, x.matMul(u)).matMul(u, false, true).dataSync();
  for (const [index, value] of plain.entries()) t.true(Math.abs((there[index] ?? Number.NaN) - value) < 1e-5);
  const back = fromEigenbasis(tf, moved, u);
  t.deepEqual(Object.keys(back), Object.keys(parameters));
  for (const [name, tensor] of Object.entries(parameters)) {
    const found = back[name]?.dataSync() ?? [];
    for (const [index, value] of tensor.dataSync().entries()) {
      t.true(Math.abs((found[index] ?? Number.NaN) - value) < 1e-5, `${name}[${index}]`);
    }
  }
});
