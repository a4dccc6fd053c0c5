import { z } from 'zod';
import { defineLikelihood } from '../contracts/likelihood.ts';
import { named } from '../contracts/named.ts';
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

function parameterOf(own: { learn: Learn; scale: number; scaleFloor: number }): PositiveParameter {
  return { name: LOG_SCALE, learn: own.learn, value: own.scale, floor: own.scaleFloor };
}

export const laplace = defineLikelihood({
  kind: 'laplace',
  label: 'a Laplace decoder',
  summary: 'exp(-|x - location| / scale) / (2 scale), whose best location is a median; scipy.stats.laplace',
  support: 'real',
  isCentred: true,
  fields: {
    scale: z
      .number()
      .positive()
      .default(1)
      .describe('mean |x - location|, data units, or its start where it is learned'),
    learn: learn.describe('whether and how the scale is learned'),
    scaleFloor: z.number().min(0).default(0).describe('added to a learned scale, so that it cannot reach zero'),
  },
  asTensors: ['scale'],
  float32: ['scale', 'scaleFloor'],
  idle: ({ learn: how }) => (how === 'fixed' ? ['scaleFloor'] : []),
  numbers: ({ scale }) => ({ [fixedName(LOG_SCALE)]: Math.log(scale) }),
  parameters: (own, shape) => positiveDefinitions(parameterOf(own), shape),
  heads: (ops, given, own) => ({ [LOG_SCALE]: logarithmOf(ops, parameterOf(own), given) }),
  /** -sum [|x - location| / scale + ln 2 scale]. */
  logDensity(ops, x, decoded) {
    const logScale = named(decoded, LOG_SCALE);
    const errors = ops.mul(ops.abs(ops.sub(x, decoded.location)), ops.exp(ops.neg(logScale)));
    return ops.neg(ops.sum(ops.add(errors, ops.add(logScale, Math.LN2)), -1));
  },
  mean: (_ops, { location }) => location,
  unbounded: (own, { count }) => unboundedWhereStill('scale', parameterOf(own), count, (scale) => -Math.log(2 * scale)),
});
