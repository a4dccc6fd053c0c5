import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Operations } from '../contracts/component.ts';
import { type Decoded, defineLikelihood } from '../contracts/likelihood.ts';
import { named } from '../contracts/named.ts';
import { type LibrarySize, librarySize, logOfCounts, logRate } from './library-size.ts';
import { logGamma, logRisingFactorial } from './log-gamma.ts';
import {
  fixedName,
  type Learn,
  learn,
  logarithmOf,
  type PositiveParameter,
  positiveDefinitions,
} from './positive-parameter.ts';

const LOG_DISPERSION = 'logDispersion';

function parameterOf(own: { learn: Learn; dispersion: number; dispersionFloor: number }): PositiveParameter {
  return { name: LOG_DISPERSION, learn: own.learn, value: own.dispersion, floor: own.dispersionFloor };
}

export const negativeBinomial = defineLikelihood({
  kind: 'negative-binomial',
  label: 'a negative binomial decoder',
  summary:
    'counts with mean m = exp(location), or that times the mean count of the data point, and variance m + m^2 / dispersion: the inverse dispersion theta of scVI (Lopez et al. 2018); scipy.stats.nbinom(theta, theta / (theta + m))',
  support: 'count',
  fields: {
    dispersion: z
      .number()
      .positive()
      .default(1)
      .describe('theta in the variance m + m^2 / theta, or its start where it is learned; many are nearly a Poisson'),
    learn: learn.describe('whether and how the dispersion is learned'),
    dispersionFloor: z
      .number()
      .min(0)
      .default(0)
      .describe('added to a learned dispersion, so that it cannot reach zero'),
    librarySize,
  },
  asTensors: ['dispersion'],
  float32: ['dispersion', 'dispersionFloor'],
  idle: ({ learn: how }) => (how === 'fixed' ? ['dispersionFloor'] : []),
  input: logOfCounts,
  numbers: ({ dispersion }) => ({ [fixedName(LOG_DISPERSION)]: Math.log(dispersion) }),
  parameters: (own, shape) => positiveDefinitions(parameterOf(own), shape),
  heads: (ops, given, own) => ({ [LOG_DISPERSION]: logarithmOf(ops, parameterOf(own), given) }),
  logDensity: (ops, x, decoded, own) => ops.sum(logProbability(ops, x, decoded, own), -1),
  /** Where the library size is observed: of a data point whose mean count is 1. */
  mean: (ops, { location }) => ops.exp(location),
});

/**
 * ln of each count's probability, [..., dim]: ln [gamma(x + t) / gamma(t) x!] - x ln(1 + t / m) - t ln(1 + m / t) for the mean m and
 * the dispersion t. It goes over to the Poisson's where t grows, digits included.
 */
export function logProbability(
  ops: Operations,
  x: tf.Tensor,
  decoded: Decoded,
  own: { readonly librarySize: LibrarySize },
): tf.Tensor {
  const logDispersion = named(decoded, LOG_DISPERSION);
  const dispersion = ops.exp(logDispersion);
  const logRatio = ops.sub(logRate(ops, x, decoded.location, own.librarySize), logDispersion);
  const ways = ops.sub(logRisingFactorial(ops, x, dispersion), logGamma(ops, ops.add(x, 1)));
  const powers = ops.add(ops.mul(x, ops.softplus(ops.neg(logRatio))), ops.mul(dispersion, ops.softplus(logRatio)));
  return ops.sub(ways, powers);
}
