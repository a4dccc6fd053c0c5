import { statelessNormal } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import fc from 'fast-check';
import { loadTestedBackend } from './backend.ts';

const backend = await loadTestedBackend();
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

test('a few values of TensorFlow 2.21: tf.raw_ops.StatelessRandomNormal(shape=[5], seed=SEED)', (t) => {
  const reference: [[number, number], number[]][] = [
    [
      [0, 0],
      [-1.6970340013504028, -0.4813767075538635, -0.6622369289398193, 0.0870111882686615, -1.0001622438430786],
    ],
    [
      [1, 2],
      [0.544110119342804, 0.20738030970096588, 0.0735643208026886, 0.04643455147743225, -1.301589846611023],
    ],
    [
      [-7, 2147483647],
      [-0.18320220708847046, 1.709527850151062, -1.1177526712417603, -0.5577012300491333, -0.694063127040863],
    ],
  ];
  for (const [seed, expected] of reference) {
    statelessNormal(5, seed).forEach((value, index) => {
      const wanted = expected[index] ?? Number.NaN;
      t.true(Math.abs(value - wanted) <= 1e-6 * Math.abs(wanted), `seed ${seed}: ${value}, expected ${wanted}`);
    });
  }
});

test('the back end draws the same numbers as the host, for any shape and seeds', (t) => {
  const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(shapes, int32, int32, (shape, seed0, seed1) => {
      const seeds = tf.tensor2d([1, 2, seed0, seed1], [2, 2], 'int32');
      const drawn = backend.standardNormals(shape, seeds);
      t.deepEqual(drawn.shape, [2, ...shape]);
      const values = drawn.dataSync().subarray(drawn.size / 2);
      const expected = statelessNormal(values.length, [seed0, seed1]);
      tf.dispose([seeds, drawn]);
      values.forEach((value, index) => {
        const difference = Math.abs(value - (expected[index] ?? Number.NaN));
        if (!(difference <= 1e-6 * Math.abs(value))) t.fail(`${value} at ${index}, expected ${expected[index]}`);
      });
    }),
    { numRuns: 200 },
  );
});

test('fewer numbers are the beginning of more', (t) => {
  const many = statelessNormal(103, [3, -4]);
  for (const count of [0, 1, 2, 3, 4, 5, 102]) {
    t.deepEqual(statelessNormal(count, [3, -4]), many.subarray(0, count));
  }
});

test('a hundred thousand of them have the moments of a standard normal', (t) => {
  const count = 100_000;
  const values = statelessNormal(count, [11, 12]);
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / count;
  // Five standard errors of each moment: sqrt((E z^2p - (E z^p)^2) / count).
  t.true(Math.abs(moment(1)) < 5 * Math.sqrt(1 / count));
  t.true(Math.abs(moment(2) - 1) < 5 * Math.sqrt(2 / count));
  t.true(Math.abs(moment(3)) < 5 * Math.sqrt(15 / count));
  t.true(Math.abs(moment(4) - 3) < 5 * Math.sqrt(96 / count));
});
