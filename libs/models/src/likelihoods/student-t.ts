import { z } from 'zod';
import { defineLikelihood } from '../contracts/likelihood.ts';
import { named } from '../contracts/named.ts';
import { logGammaOf, logRisingFactorial } from './log-gamma.ts';
import { logOnePlus } from './log-one-plus.ts';
import {
  fixedName,
  type Learn,
  learn,
  logarithmOf,
  type PositiveParameter,
  positiveDefinitions,
  unboundedWhereStill,
} from './positive-parameter.ts';

const LOG_SCALE = 'logScale';
const DEGREES_OF_FREEDOM = 'degreesOfFreedom';

function parameterOf(own: { learn: Learn; scale: number; scaleFloor: number }): PositiveParameter {
  return { name: LOG_SCALE, learn: own.learn, value: own.scale, floor: own.scaleFloor };
}

export const studentT = defineLikelihood({
  kind: 'student-t',
  label: 'a Student t decoder',
  summary: 'location + scale t, t of so many degrees of freedom: tails that outliers do not move; scipy.stats.t',
  support: 'real',
  isCentred: true,
  fields: {
    scale: z.number().positive().default(1).describe('of the density, data units, or its start where it is learned'),
    degreesOfFreedom: z
      .number()
      .positive()
      .default(4)
      .describe('of each dimension, not learned: 1 is a Cauchy density, many are nearly a Gaussian'),
    learn: learn.describe('whether and how the scale is learned'),
    scaleFloor: z.number().min(0).default(0).describe('added to a learned scale, so that it cannot reach zero'),
  },
  asTensors: ['scale', 'degreesOfFreedom'],
  float32: ['scale', 'degreesOfFreedom', 'scaleFloor'],
  idle: ({ learn: how }) => (how === 'fixed' ? ['scaleFloor'] : []),
  numbers: ({ scale, degreesOfFreedom }) => ({
    [fixedName(LOG_SCALE)]: Math.log(scale),
    [DEGREES_OF_FREEDOM]: degreesOfFreedom,
  }),
  parameters: (own, shape) => positiveDefinitions(parameterOf(own), shape),
  heads: (ops, given, own) => ({
    [LOG_SCALE]: logarithmOf(ops, parameterOf(own), given),
    [DEGREES_OF_FREEDOM]: named(given.numbers, DEGREES_OF_FREEDOM),
  }),
  /** sum [ln gamma((n + 1) / 2) - ln gamma(n / 2) - ln(n pi) / 2 - ln s - (n + 1) / 2 ln(1 + (x - location)^2 / n s^2)]. */
  logDensity(ops, x, decoded) {
    const logScale = named(decoded, LOG_SCALE);
    const freedom = named(decoded, DEGREES_OF_FREEDOM);
    const deviations = ops.mul(ops.sub(x, decoded.location), ops.exp(ops.neg(logScale)));
    const tails = ops.mul(ops.add(freedom, 1), logOnePlus(ops, ops.div(ops.square(deviations), freedom)));
    const normaliser = ops.sub(
      logRisingFactorial(ops, ops.scalar(0.5), ops.mul(freedom, 0.5)),
      ops.mul(ops.log(ops.mul(freedom, Math.PI)), 0.5),
    );
    return ops.sum(ops.sub(ops.sub(normaliser, logScale), ops.mul(tails, 0.5)), -1);
  },
  /** The mean where there are more than 1 degrees of freedom, else the median. */
  mean: (_ops, { location }) => location,
  unbounded: (own, { count }) =>
    unboundedWhereStill('scale', parameterOf(own), count, (scale) => {
      const half = own.degreesOfFreedom / 2;
      return logGammaOf(half + 0.5) - logGammaOf(half) - Math.log(2 * half * Math.PI) / 2 - Math.log(scale);
    }),
});
