import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { digamma, logGamma, logGammaOf, logRisingFactorial } from '../../src/likelihoods/log-gamma.ts';
import { logOnePlus } from '../../src/likelihoods/log-one-plus.ts';
import { backend } from '../random-parameters.ts';

test.before(() => backend.description);

/** [y, scipy.special.gammaln(y), scipy.special.digamma(y)] of scipy 1.17.1. */
const GAMMA = [
  [1e-6, 13.81550998074943, -1000000.57721402],
  [0.01, 4.599479878042022, -100.56088545786868],
  [0.5, 0.5723649429247, -1.9635100260214235],
  [1, 0, -0.5772156649015329],
  [1.5, -0.12078223763524526, 0.03648997397857652],
  [2, 0, 0.42278433509846713],
  [3.7, 1.428072326665388, 1.1671535393615113],
  [10, 12.801827480081469, 2.251752589066721],
  [123.4, 469.3360974421906, 4.8113737751162775],
  [1e4, 82099.71749644238, 9.21029037114285],
  [1e6, 12815504.569147611, 13.81551005796419],
] as const;

/**
 * [x, y, ln of scipy.special.poch(y, x), its slope in y: sum(1 / (y + i) for i in range(x)), at x = 0.5 the difference of scipy.special.digamma].
 */
const RISING = [
  [0, 0.3, 0, 0],
  [1, 1e-3, -6.907755278982137, 1000],
  [7, 0.5, 6.961999293834033, 3.9102675102675097],
  [0.5, 2, 0.2846828704729192, 0.28037230554677606],
  [40, 3, 117.07873421918512, 2.8267428066483373],
  [2000, 0.1, 13197.430803146983, 18.024457390371335],
  [3, 1e6, 41.44653467389032, 2.9999970000050002e-6],
  [5, 1e8, 92.10340381976182, 4.9999999000000034e-8],
] as const;

const column = <Row extends readonly number[]>(rows: readonly Row[], index: number) =>
  tf.tensor(rows.map((row) => row[index] ?? Number.NaN));

/** Within so many parts of a value's size, or of 1 where it is smaller. */
function near(computed: tf.Tensor, rows: readonly (readonly number[])[], index: number, parts: number): string[] {
  return [...computed.dataSync()].flatMap((value, row) => {
    const expected = rows[row]?.[index] ?? Number.NaN;
    return Math.abs(value - expected) <= parts * Math.max(1, Math.abs(expected)) ? [] : [`${value}, not ${expected}`];
  });
}

test('ln gamma and its slope are those of scipy, to the digits of float32', (t) => {
  const y = column(GAMMA, 0);
  t.deepEqual(near(logGamma(tf, y), GAMMA, 1, 1e-6), []);
  t.deepEqual(near(digamma(tf, y), GAMMA, 2, 6e-7), []);
  t.deepEqual(near(tf.grad((at) => logGamma(tf, at))(y), GAMMA, 2, 6e-7), []);
});

test('the slope of ln gamma is weighed by what lies behind it', (t) => {
  const slope = tf.grad((at) => tf.mul(logGamma(tf, at), tf.tensor([2, -3])))(tf.tensor([3.7, 10]));
  t.deepEqual(near(slope, [[2 * 1.1671535393615113], [-3 * 2.251752589066721]], 0, 6e-7), []);
});

test('ln gamma in float64', (t) => {
  for (const [y, expected] of GAMMA) {
    t.true(Math.abs(logGammaOf(y) - expected) < 1e-12 * Math.max(10, expected), `${y}: ${logGammaOf(y)}`);
  }
});

test('the rising factorial and its slope keep their digits where y is large', (t) => {
  const [x, y] = [column(RISING, 0), column(RISING, 1)];
  t.deepEqual(near(logRisingFactorial(tf, x, y), RISING, 2, 1e-6), []);
  const slopes = tf
    .grad((at) => logRisingFactorial(tf, x, at))(y)
    .dataSync();
  for (const [row, [, , , expected]] of RISING.entries()) {
    t.true(Math.abs((slopes[row] ?? Number.NaN) - expected) <= 3e-6 * expected, `${slopes[row]}, not ${expected}`);
  }
});

test('a rising factorial broadcasts, and its slope sums over what it was broadcast to', (t) => {
  const x = tf.tensor([1, 7, 40], [1, 3, 1]);
  const y = tf.tensor([0.5, 3], [2, 1, 1]);
  const value = logRisingFactorial(tf, x, y);
  t.deepEqual(value.shape, [2, 3, 1]);
  const slope = tf.grad((at) => tf.sum(logRisingFactorial(tf, x, at)))(y);
  t.deepEqual(slope.shape, [2, 1, 1]);
  const sum = (from: number) => [1, 7, 40].flatMap((n) => Array.from({ length: n }, (_, i) => 1 / (from + i)));
  const expected = [0.5, 3].map((from) => [sum(from).reduce((one, other) => one + other)]);
  t.deepEqual(near(slope, expected, 0, 1e-6), []);
});

test('ln(1 + u) keeps the digits of a small u, and its slope is finite at 0', (t) => {
  const numbers = [0, 1e-30, 1e-9, 3e-5, 0.2, 1, 50, 1e6];
  const u = tf.tensor(numbers);
  const [values, slopes] = [
    logOnePlus(tf, u).dataSync(),
    tf
      .grad((at) => logOnePlus(tf, at))(u)
      .dataSync(),
  ];
  for (const [index, at] of numbers.entries()) {
    t.true(Math.abs((values[index] ?? Number.NaN) - Math.log1p(at)) <= 1e-6 * Math.log1p(at) + 1e-37);
    t.true(Math.abs((slopes[index] ?? Number.NaN) * (1 + at) - 1) < 1e-6);
  }
});
