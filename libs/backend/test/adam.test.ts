import type { AdamScalars, Variable } from '@collapse/backend';
import { statelessNormal } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { loadTestedBackend } from './backend.ts';

const backend = await loadTestedBackend();
// As float32 holds them: 1 - 0.999 differs in its fifth digit there.
const [BETA1, BETA2, EPSILON] = [Math.fround(0.9), Math.fround(0.999), 1e-3];
const STEPS = 25;

/** Kingma and Ba (2015), section 2 with epsilon hat, in float64: parameter values after STEPS gradients. */
function adamInFloat64(start: Float32Array, gradients: readonly Float32Array[], learningRate: number): number[] {
  return Array.from(start, (initial, index) => {
    let [value, first, second] = [initial, 0, 0];
    gradients.forEach((gradient, step) => {
      const g = gradient[index] ?? 0;
      const t = step + 1;
      first = BETA1 * first + (1 - BETA1) * g;
      second = BETA2 * second + (1 - BETA2) * g * g;
      const rate = (learningRate * Math.sqrt(1 - BETA2 ** t)) / (1 - BETA1 ** t);
      value -= (rate * first) / (Math.sqrt(second) + EPSILON);
    });
    return value;
  });
}

/** The same by the back end; the learning rate is a tensor. */
function adamByBackend(start: tf.Tensor, gradients: readonly tf.Tensor[], learningRate: tf.Tensor): Float32Array {
  return tf.tidy(() => {
    const zeros = tf.zeros(start.shape);
    const variables = [start, zeros, zeros].map((initial) => backend.createVariable(initial));
    const [value, first, second] = variables as [Variable, Variable, Variable];
    gradients.forEach((gradient, step) => {
      const scalars: AdamScalars = {
        beta1Power: tf.scalar(BETA1 ** (step + 1)),
        beta2Power: tf.scalar(BETA2 ** (step + 1)),
        learningRate,
        beta1: tf.scalar(BETA1),
        beta2: tf.scalar(BETA2),
        epsilon: tf.scalar(EPSILON),
      };
      backend.applyAdam(value, first, second, scalars, gradient);
    });
    const result = backend.readVariable(value).dataSync<'float32'>();
    for (const variable of variables) backend.disposeVariable(variable);
    return result;
  });
}

const draw = (size: number, seed: number) => statelessNormal(size, [2, seed]);
const gradientsOf = (size: number) => Array.from({ length: STEPS }, (_, step) => draw(size, 10 + step));

function assertClose(t: { true(value: boolean, message: string): void }, actual: Float32Array, expected: number[]) {
  expected.forEach((value, index) => {
    const difference = Math.abs((actual[index] ?? Number.NaN) - value);
    t.true(difference < 2e-6 * (1 + Math.abs(value)), `${actual[index]} at ${index}, expected ${value}`);
  });
}

test.serial('Adam is Kingma and Ba’s formula, with TensorFlow’s place for epsilon', (t) => {
  const [start, gradients] = [draw(12, 1), gradientsOf(12)];
  const tensors = gradients.map((gradient) => tf.tensor(gradient, [3, 4]));
  const result = adamByBackend(tf.tensor(start, [3, 4]), tensors, tf.scalar(0.03));
  assertClose(t, result, adamInFloat64(start, gradients, 0.03));
});

test.serial('a pack whose members have their own rates: each is updated as if alone', (t) => {
  const [start, gradients] = [draw(3 * 5, 2), gradientsOf(3 * 5)];
  const rates = [0.001, 0.03, 0.2];
  const tensors = gradients.map((gradient) => tf.tensor(gradient, [3, 1, 5]));
  const result = adamByBackend(tf.tensor(start, [3, 1, 5]), tensors, tf.tensor(rates, [3, 1, 1]));
  const expected = rates.flatMap((rate, member) => {
    const own = (values: Float32Array) => values.subarray(5 * member, 5 * member + 5);
    return adamInFloat64(own(start), gradients.map(own), rate);
  });
  assertClose(t, result, expected);
});
