import { z } from 'zod';
import { defineLikelihood, type GaussianForm } from '../contracts/likelihood.ts';
import { named } from '../contracts/named.ts';
import {
  fixedName,
  learn,
  logarithmOf,
  type PositiveParameter,
  positiveDefinitions,
  unboundedWhereStill,
} from './positive-parameter.ts';

const LN_2PI = Math.log(2 * Math.PI);
const LOG_VARIANCE = 'logVariance';

function parameterOf({ learn: how, variance, varianceFloor }: GaussianForm): PositiveParameter {
  return { name: LOG_VARIANCE, learn: how, value: variance, floor: varianceFloor };
}

export const gaussian = defineLikelihood({
  kind: 'gaussian',
  label: 'a Gaussian decoder',
  summary: 'N(x; location, variance), the decoder of Lucas et al. 2019',
  support: 'real',
  isCentred: true,
  fields: {
    variance: z.number().positive().default(1).describe('decoder variance, or its start where it is learned'),
    learn: learn.describe('whether and how the decoder variance is learned'),
    varianceFloor: z.number().min(0).default(0).describe('added to a learned variance, so that it cannot reach zero'),
  },
  asTensors: ['variance'],
  float32: ['variance', 'varianceFloor'],
  idle: ({ learn: how }, { reduction }) => [
    ...(reduction !== 'elbo' && how === 'fixed' ? ['variance'] : []),
    ...(how === 'fixed' ? ['varianceFloor'] : []),
  ],
  gaussian: (own) => own,
  numbers: ({ variance }) => ({ [fixedName(LOG_VARIANCE)]: Math.log(variance) }),
  parameters: (own, shape) => positiveDefinitions(parameterOf(own), shape),
  heads: (ops, given, own) => ({ [LOG_VARIANCE]: logarithmOf(ops, parameterOf(own), given) }),
  /** -1/2 sum [ln 2 pi s2 + (x - location)^2 / s2]. */
  logDensity(ops, x, decoded) {
    const { location } = decoded;
    const logVariance = named(decoded, LOG_VARIANCE);
    const dim = location.shape[location.shape.length - 1] ?? 1;
    const squared = ops.square(ops.sub(x, location));
    // One variance for all dimensions leaves the sum first, so that the large array is touched once.
    if (logVariance.shape[logVariance.shape.length - 1] === 1 && dim > 1) {
      const scalar = ops.squeeze(logVariance, [logVariance.rank - 1]);
      const errors = ops.mul(ops.sum(squared, -1), ops.exp(ops.neg(scalar)));
      return ops.mul(ops.add(errors, ops.mul(ops.add(scalar, LN_2PI), dim)), -0.5);
    }
    const terms = ops.add(ops.add(ops.mul(squared, ops.exp(ops.neg(logVariance))), logVariance), LN_2PI);
    return ops.mul(ops.sum(terms, -1), -0.5);
  },
  mean: (_ops, { location }) => location,
  unbounded: (own, { count }) =>
    unboundedWhereStill('variance', parameterOf(own), count, (variance) => -Math.log(2 * Math.PI * variance) / 2),
  check: ({ learn: how }, { reduction }) =>
    reduction === 'elbo' || how === 'fixed'
      ? []
      : [
          {
            field: 'likelihood.learn',
            expected: `"fixed" for objective.reduction "${reduction}", a loss without a decoder variance`,
            received: how,
            remedy: 'Write "fixed", or set objective.reduction to "elbo".',
          },
        ],
});
