import { z } from 'zod';
import { defineLikelihood } from '../contracts/likelihood.ts';
import { named } from '../contracts/named.ts';
import { logGamma } from './log-gamma.ts';
import {
  fixedName,
  type Learn,
  learn,
  logarithmOf,
  type PositiveParameter,
  positiveDefinitions,
  unboundedWhereStill,
} from './positive-parameter.ts';

const LOG_CONCENTRATION = 'logConcentration';

function parameterOf(own: { learn: Learn; concentration: number }): PositiveParameter {
  return { name: LOG_CONCENTRATION, learn: own.learn, value: own.concentration, floor: 0 };
}

export const beta = defineLikelihood({
  kind: 'beta',
  label: 'a beta decoder',
  summary:
    'a beta density of x above 0 and below 1 with mean m = sigmoid(location), as Ferrari & Cribari-Neto 2004; scipy.stats.beta(m c, (1 - m) c) for the concentration c',
  support: 'open-unit',
  fields: {
    concentration: z
      .number()
      .positive()
      .default(2)
      .describe('a + b of the density, whose variance is m (1 - m) / (1 + a + b), or its start where it is learned'),
    learn: learn.describe('whether and how the concentration is learned'),
  },
  asTensors: ['concentration'],
  float32: ['concentration'],
  numbers: ({ concentration }) => ({ [fixedName(LOG_CONCENTRATION)]: Math.log(concentration) }),
  parameters: (own, shape) => positiveDefinitions(parameterOf(own), shape),
  heads: (ops, given, own) => ({ [LOG_CONCENTRATION]: logarithmOf(ops, parameterOf(own), given) }),
  /** sum [(a - 1) ln x + (b - 1) ln(1 - x) + ln gamma(a + b) - ln gamma(a) - ln gamma(b)]. */
  logDensity(ops, x, decoded) {
    const concentration = ops.exp(named(decoded, LOG_CONCENTRATION));
    const a = ops.mul(ops.sigmoid(decoded.location), concentration);
    const b = ops.mul(ops.sigmoid(ops.neg(decoded.location)), concentration);
    const powers = ops.add(ops.mul(ops.sub(a, 1), ops.log(x)), ops.mul(ops.sub(b, 1), ops.log(ops.sub(1, x))));
    const normaliser = ops.sub(logGamma(ops, concentration), ops.add(logGamma(ops, a), logGamma(ops, b)));
    return ops.sum(ops.add(powers, normaliser), -1);
  },
  mean: (ops, { location }) => ops.sigmoid(location),
  unbounded: (own, { count }) => unboundedWhereStill('concentration', parameterOf(own), count),
});
