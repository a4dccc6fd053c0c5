import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { loadTestedBackend, variableOf } from './backend.ts';

const backend = await loadTestedBackend();

/** A variable's value now. */
const valuesOf = (variable: Parameters<typeof backend.readVariable>[0]) =>
  tf.tidy(() => [...backend.readVariable(variable).dataSync()]);

test.serial('a variable is a copy, and what was read stays as it was', (t) => {
  const initial = tf.tensor([1, 2, 3]);
  const variable = backend.createVariable(initial);
  initial.dispose();
  const before = backend.readVariable(variable);
  const next = tf.tensor([4, 5, 6]);
  backend.assignVariable(variable, next);
  next.dispose();
  t.deepEqual([...before.dataSync()], [1, 2, 3]);
  t.deepEqual(valuesOf(variable), [4, 5, 6]);
  t.deepEqual(variable.shape, [3]);
  before.dispose();
  backend.disposeVariable(variable);
});

test.serial('scalars and empty batches of axes keep their shape', (t) => {
  for (const shape of [[], [1], [2, 3], [2, 1, 3, 1]]) {
    const variable = variableOf(backend, tf.fill(shape, 2));
    const read = backend.readVariable(variable);
    t.deepEqual(read.shape, shape);
    t.true(read.dataSync().every((value) => value === 2));
    read.dispose();
    backend.disposeVariable(variable);
  }
});

test.serial('gradients flow through what was read', (t) => {
  const variable = variableOf(backend, tf.tensor([1, -2, 3]));
  const gradient = tf.tidy(() => {
    const cube = (x: tf.Tensor) => tf.sum(tf.mul(x, tf.square(x)));
    return tf.grad(cube)(backend.readVariable(variable));
  });
  t.deepEqual([...gradient.dataSync()], [3, 12, 27]);
  gradient.dispose();
  backend.disposeVariable(variable);
});

test.serial('another shape is refused, and so is another back end’s variable', (t) => {
  const variable = variableOf(backend, tf.zeros([2, 3]));
  const other = tf.zeros([3, 2]);
  t.throws(() => backend.assignVariable(variable, other), { message: /2,3.*3,2/ });
  other.dispose();
  t.throws(() => backend.readVariable({ shape: [2, 3] }), { message: /did not create/ });
  backend.disposeVariable(variable);
});

test.serial('creating, writing, reading and disposing leave nothing behind', (t) => {
  const before = tf.memory().numTensors;
  for (let round = 0; round < 50; round++) {
    tf.tidy(() => {
      const variable = backend.createVariable(tf.zeros([4]));
      backend.assignVariable(variable, tf.add(backend.readVariable(variable), 1));
      backend.disposeVariable(variable);
    });
  }
  t.is(tf.memory().numTensors, before);
});

test('rows are gathered in the order asked, repeats included', (t) => {
  const rows = tf.tidy(() => {
    const values = tf.tensor2d(
      Array.from({ length: 21 }, (_, index) => index),
      [7, 3],
    );
    return backend.gatherRows(values, tf.tensor1d([6, 0, 6, 2], 'int32'));
  });
  t.deepEqual(rows.arraySync(), [
    [18, 19, 20],
    [0, 1, 2],
    [18, 19, 20],
    [6, 7, 8],
  ]);
  rows.dispose();
});
