import type { MutatedFile } from '../mutation.ts';

export const modelLikelihoods: readonly MutatedFile[] = [
  {
    file: 'libs/models/src/likelihoods/bernoulli.ts',
    tests: ['likelihoods/log-density.test.ts', 'objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'ops.sub(values, ops.sigmoid(at))',
        replace: 'ops.sub(ops.sigmoid(at), values)',
        means: 'the gradient of a Bernoulli points the other way',
      },
      {
        find: 'ops.sub(values, ops.sigmoid(at))',
        replace: 'ops.sub(values, ops.relu(at))',
        means: 'the gradient of a Bernoulli is another function',
      },
      {
        find: 'ops.mul(ops.expandDims(gradient, -1), ',
        replace: 'ops.mul(1, ',
        means: 'what lies behind a Bernoulli is left out of its gradient',
      },
      {
        find: 'mean: (ops, { location }) => ops.sigmoid(location)',
        replace: 'mean: (_ops, { location }) => location',
        means: 'the mean of a Bernoulli is its logit',
        tests: ['likelihoods/bernoulli.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/likelihoods/continuous-bernoulli.ts',
    tests: [
      'likelihoods/continuous-bernoulli.test.ts',
      'likelihoods/log-density.test.ts',
      'objectives/objectives.test.ts',
    ],
    mutations: [
      {
        find: 'ops.sum(logNormaliser(ops, location), -1)',
        replace: 'ops.mean(logNormaliser(ops, location), -1)',
        means: 'the normaliser of one pixel',
      },
      {
        find: 'ops.sub(1 / 12, ops.mul(squared, 7 / 1440))',
        replace: 'ops.sub(1 / 6, ops.mul(squared, 7 / 1440))',
        means: 'the normaliser is wrong near a logit of 0',
      },
      { find: '7 / 1440', replace: '0', means: 'the series of the normaliser ends a term too soon' },
      { find: '7 / 360', replace: '0', means: "the series of the normaliser's slope ends a term too soon" },
      {
        find: 'ops.sub(ops.div(1, away), ops.div(2, ',
        replace: 'ops.sub(ops.div(1, away), ops.div(1, ',
        means: 'the slope of the normaliser is wrong away from 0',
      },
      {
        find: 'return ops.mul(gradient, normaliserSlope(ops, saved[0] ?? l));',
        replace: 'return normaliserSlope(ops, saved[0] ?? l);',
        means: 'what lies behind the normaliser is left out of its gradient',
      },
      { find: 'NEAR_ZERO = 0.1', replace: 'NEAR_ZERO = 2', means: 'the series is taken where it is no good' },
      {
        find: 'ops.sub(ops.sigmoid(location), normaliserSlope(ops, location))',
        replace: 'ops.sigmoid(location)',
        means: 'lambda is taken for the mean',
      },
    ],
  },
  {
    file: 'libs/models/src/likelihoods/gaussian.ts',
    tests: ['likelihoods/log-density.test.ts', 'objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'ops.mul(ops.add(scalar, LN_2PI), dim)',
        replace: 'ops.add(scalar, LN_2PI)',
        means: 'one variance counts for one dimension',
      },
      {
        find: 'ops.mul(squared, ops.exp(ops.neg(logVariance)))',
        replace: 'ops.mul(squared, ops.exp(logVariance))',
        means: 'the squared error is multiplied by the variance',
      },
      {
        find: 'varianceFloor: z.number().min(0)',
        replace: 'varianceFloor: z.number()',
        means: 'a floor below 0 passes',
        tests: ['libs/trials/test/checks/bounds.test.ts', 'libs/trials/test/specification/specification.test.ts'],
      },
      {
        find: "float32: ['variance', 'varianceFloor']",
        replace: "float32: ['variance']",
        means: 'a floor that float32 cannot hold passes',
        tests: ['libs/trials/test/checks/check-float32.test.ts', 'libs/trials/test/checks/bounds.test.ts'],
      },
      {
        find: "...(reduction !== 'elbo' && how === 'fixed' ? ['variance'] : []),",
        replace: '',
        means: 'a variance that a loss as written does not train on makes another training',
        tests: ['libs/trials/test/grid/without-effect.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/likelihoods/positive-parameter.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'ops.log(ops.add(ops.exp(logarithm), floor))',
        replace: 'ops.maximum(logarithm, Math.log(floor))',
        means: 'the floor bounds the variance, where it is to be added',
      },
      { find: 'features), floor);', replace: 'features), 0);', means: "a network's variance has no floor" },
      {
        find: "if (how === 'fixed') return named(",
        replace: "if (how !== 'network') return named(",
        means: 'a learned variance stays where it starts',
      },
      {
        find: 'Math.max(value - floor, value * 1e-3)',
        replace: 'value',
        means: 'a variance starts above its value by the floor',
        tests: ['likelihoods/positive-parameter.test.ts'],
      },
    ],
  },
];
