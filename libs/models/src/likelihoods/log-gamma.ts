import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import { logOnePlus } from './log-one-plus.ts';

/*
 * The gamma function's logarithm and slope, of which the tensor library has neither: Stirling's series (Abramowitz & Stegun
 * 1964, 6.1.41 and 6.3.18) at y + 4, from where three of its terms leave less than 7e-8, and the recurrence
 * gamma(y + 1) = y gamma(y) back to y. None has a second derivative.
 */

const SHIFT = 4;
const STEPS = [0, 1, 2, 3];
const HALF_LN_2PI = Math.log(2 * Math.PI) / 2;

/** ln gamma(y), y > 0, elementwise. */
export function logGamma(ops: Operations, y: tf.Tensor): tf.Tensor {
  return ops.customGrad((given, save) => {
    const at = given as tf.Tensor;
    (save as tf.GradSaveFunc)([at]);
    const far = ops.add(at, SHIFT);
    // The factors of the recurrence over `far` each, so that none overflows.
    const factors = STEPS.map((step) => ops.div(ops.add(at, step), far)).reduce((one, other) => ops.mul(one, other));
    const leading = ops.sub(ops.mul(ops.sub(far, SHIFT + 0.5), ops.log(far)), far);
    return {
      value: ops.add(ops.sub(leading, ops.log(factors)), ops.add(stirlingRest(ops, far), HALF_LN_2PI)),
      gradFunc: (gradient: tf.Tensor, [saved = at]: tf.Tensor[]) => ops.mul(gradient, digamma(ops, saved)),
    };
  })(y);
}

/** The slope of ln gamma at y > 0, elementwise. */
export function digamma(ops: Operations, y: tf.Tensor): tf.Tensor {
  const far = ops.add(y, SHIFT);
  const back = STEPS.map((step) => ops.reciprocal(ops.add(y, step))).reduce((one, other) => ops.add(one, other));
  const leading = ops.sub(ops.log(far), ops.div(0.5, far));
  return ops.sub(ops.sub(leading, digammaRest(ops, far)), back);
}

/**
 * ln [gamma(y + x) / gamma(y)], x >= 0 and y > 0, which broadcast; only y has a slope. The two logarithms are not subtracted but
 * their series are, so that value and slope keep their digits where y is large: there they are x ln y and x / y.
 */
export function logRisingFactorial(ops: Operations, x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const values = ops.add(x, ops.zerosLike(y));
  return ops.customGrad((given, save) => {
    const at = given as tf.Tensor;
    (save as tf.GradSaveFunc)([at, values]);
    return {
      value: risingFactorial(ops, values, at),
      gradFunc: (gradient: tf.Tensor, [saved = at, rise = values]: tf.Tensor[]) =>
        ops.mul(gradient, digammaDifference(ops, rise, saved)),
    };
  })(ops.add(y, ops.zerosLike(x)));
}

function risingFactorial(ops: Operations, x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const far = ops.add(y, SHIFT);
  const farther = ops.add(far, x);
  const ratio = ops.div(far, farther);
  const factors = STEPS.map((step) => {
    const from = ops.add(y, step);
    return ops.mul(ops.div(ops.add(from, x), from), ratio);
  }).reduce((one, other) => ops.mul(one, other));
  const leading = ops.add(
    ops.mul(ops.sub(farther, SHIFT + 0.5), logOnePlus(ops, ops.div(x, far))),
    ops.mul(x, ops.sub(ops.log(far), 1)),
  );
  const rest = ops.sub(stirlingRest(ops, farther), stirlingRest(ops, far));
  return ops.add(ops.sub(leading, ops.log(factors)), rest);
}

/** digamma(y + x) - digamma(y). */
function digammaDifference(ops: Operations, x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const far = ops.add(y, SHIFT);
  const farther = ops.add(far, x);
  const back = STEPS.map((step) => {
    const from = ops.add(y, step);
    return ops.div(ops.div(x, from), ops.add(from, x));
  }).reduce((one, other) => ops.add(one, other));
  const leading = ops.add(logOnePlus(ops, ops.div(x, far)), ops.div(ops.div(ops.mul(x, 0.5), far), farther));
  const rest = ops.sub(digammaRest(ops, far), digammaRest(ops, farther));
  return ops.add(ops.add(leading, rest), back);
}

/** 1 / 12y - 1 / 360y^3 + 1 / 1260y^5. */
function stirlingRest(ops: Operations, y: tf.Tensor): tf.Tensor {
  const inverse = ops.reciprocal(y);
  const squared = ops.square(inverse);
  const series = ops.sub(1 / 12, ops.mul(squared, ops.sub(1 / 360, ops.mul(squared, 1 / 1260))));
  return ops.mul(inverse, series);
}

/** 1 / 12y^2 - 1 / 120y^4 + 1 / 252y^6. */
function digammaRest(ops: Operations, y: tf.Tensor): tf.Tensor {
  const squared = ops.square(ops.reciprocal(y));
  const series = ops.sub(1 / 12, ops.mul(squared, ops.sub(1 / 120, ops.mul(squared, 1 / 252))));
  return ops.mul(squared, series);
}

/** ln gamma(y) of a number y > 0, in float64, by the same series at y + 20. */
export function logGammaOf(y: number): number {
  const far = y + 20;
  const factors = Array.from({ length: 20 }, (_, step) => Math.log(y + step)).reduce((one, other) => one + other);
  const rest = (1 / 12 - (1 / 360 - 1 / 1260 / far ** 2) / far ** 2) / far;
  return (far - 0.5) * Math.log(far) - far + HALF_LN_2PI + rest - factors;
}
