import { loadBackend } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { clipByNorm } from '../../src/index.ts';

await loadBackend({ backend: 'auto', onNotice: () => {} });

/** Two parameters of a pack of `norms.length`: [P, 1, 2] and [P, 2, 1]. */
function clipped(first: number[], second: number[], norms: number[]): [number[], number[]] {
  const pack = norms.length;
  return tf.tidy(() => {
    const gradients = [tf.tensor(first, [pack, 1, 2]), tf.tensor(second, [pack, 2, 1])];
    const results = clipByNorm(tf, gradients, tf.tensor1d(norms));
    return results.map((result) => [...result.dataSync()]) as [number[], number[]];
  });
}

const close = (found: number[], expected: number[]) =>
  found.length === expected.length &&
  found.every((value, index) => Math.abs(value - (expected[index] ?? Number.NaN)) < 1e-6);

test.serial('a gradient longer than the norm is shortened to it, all parameters together', (t) => {
  // (2, 4, 5, 6) has norm 9.
  const [one, other] = clipped([2, 4], [5, 6], [3]);
  t.true(close(one, [2 / 3, 4 / 3]), `${one}`);
  t.true(close(other, [5 / 3, 2]), `${other}`);
});

test.serial('one that is no longer stays to the last bit, and so does 0', (t) => {
  t.deepEqual(clipped([2, 4], [5, 6], [9]), [
    [2, 4],
    [5, 6],
  ]);
  t.deepEqual(clipped([0, 0], [0, 0], [1]), [
    [0, 0],
    [0, 0],
  ]);
});

test.serial('each member of a pack has a norm of its own and is measured alone', (t) => {
  const [one, other] = clipped([2, 4, 200, 400, 2, 4], [5, 6, 500, 600, 5, 6], [3, 90, 10]);
  t.true(close(one, [2 / 3, 4 / 3, 20, 40, 2, 4]), `${one}`);
  t.true(close(other, [5 / 3, 2, 50, 60, 5, 6]), `${other}`);
});

test.serial('a norm that float32 does not hold makes that member NaN, not still', (t) => {
  const [one, other] = clipped([1e25, 1, 2, 4], [1, 1, 5, 6], [3, 9]);
  t.true([one[0], one[1], other[0], other[1]].every(Number.isNaN), `${one} ${other}`);
  t.deepEqual([one[2], one[3], other[2], other[3]], [2, 4, 5, 6]);
});
