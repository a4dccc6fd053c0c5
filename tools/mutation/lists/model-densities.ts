import type { MutatedFile } from '../mutation.ts';

const FOLDER = 'libs/models/src/likelihoods';

export const modelDensities: readonly MutatedFile[] = [
  {
    file: `${FOLDER}/log-gamma.ts`,
    tests: ['likelihoods/log-gamma.test.ts'],
    mutations: [
      {
        find: 'ops.sub(1 / 360, ops.mul(squared, 1 / 1260))',
        replace: 'ops.sub(1 / 360, ops.mul(squared, 1 / 126))',
        means: 'the third term of Stirling is ten times as large',
      },
      {
        find: 'ops.sub(1 / 12, ops.mul(squared, ops.sub(1 / 120,',
        replace: 'ops.add(1 / 12, ops.mul(squared, ops.sub(1 / 120,',
        means: 'a term of the digamma series with the other sign',
      },
      {
        find: 'const leading = ops.sub(ops.log(far), ops.div(0.5, far));',
        replace: 'const leading = ops.log(far);',
        means: 'digamma without its second term',
      },
      {
        find: 'ops.div(ops.div(ops.mul(x, 0.5), far), farther)',
        replace: 'ops.div(ops.div(ops.mul(x, 0.5), far), far)',
        means: 'the slope of a rising factorial off by the second term',
      },
    ],
  },
  {
    file: `${FOLDER}/log-one-plus.ts`,
    tests: ['likelihoods/log-gamma.test.ts'],
    mutations: [
      { find: 'const SERIES_BELOW = 0.5;', replace: 'const SERIES_BELOW = 0;', means: 'small u lose their digits' },
      { find: 'ops.div(gradient, ops.add(saved, 1))', replace: 'gradient', means: 'the slope is 1 everywhere' },
    ],
  },
  {
    file: `${FOLDER}/library-size.ts`,
    tests: ['likelihoods/poisson.test.ts', 'likelihoods/negative-binomial.test.ts'],
    mutations: [
      {
        find: 'ops.mean(x, -1, true)',
        replace: 'ops.sum(x, -1, true)',
        means: 'rates are relative to the total, not to the mean count',
      },
      { find: 'const EMPTY = 1e-30;', replace: 'const EMPTY = 1;', means: 'a data point without counts has rates' },
    ],
  },
  {
    file: `${FOLDER}/positive-parameter.ts`,
    tests: ['likelihoods/laplace.test.ts', 'likelihoods/beta.test.ts'],
    mutations: [
      {
        find: 'ops.log(ops.add(ops.exp(logarithm), floor))',
        replace: 'ops.log(ops.maximum(ops.exp(logarithm), floor))',
        means: 'a floor cuts off where it should be added',
      },
      { find: 'nats(count * each)', replace: 'nats(each)', means: 'what a floor contributes is that of one dimension' },
    ],
  },
  {
    file: `${FOLDER}/negative-binomial.ts`,
    tests: ['likelihoods/negative-binomial.test.ts'],
    mutations: [
      {
        find: 'ops.mul(dispersion, ops.softplus(logRatio))',
        replace: 'ops.mul(dispersion, ops.softplus(ops.neg(logRatio)))',
        means: 'the dispersion multiplies the other logarithm',
      },
      {
        find: 'numbers: ({ dispersion }) => ({ [fixedName(LOG_DISPERSION)]: Math.log(dispersion) })',
        replace: 'numbers: ({ dispersion }) => ({ [fixedName(LOG_DISPERSION)]: -Math.log(dispersion) })',
        means: 'a fixed dispersion is its inverse',
        tests: ['likelihoods/negative-binomial.test.ts', 'likelihoods/fixed-numbers.test.ts'],
      },
    ],
  },
  {
    file: `${FOLDER}/zero-inflated-negative-binomial.ts`,
    tests: ['likelihoods/zero-inflated-negative-binomial.test.ts'],
    mutations: [
      {
        find: 'ops.sub(1, ops.step(x))',
        replace: 'ops.onesLike(x)',
        means: 'every count could be a lost one',
      },
      { find: 'ops.sigmoid(ops.neg(named', replace: 'ops.sigmoid((named', means: 'the mean is that of what is lost' },
    ],
  },
  {
    file: `${FOLDER}/beta.ts`,
    tests: ['likelihoods/beta.test.ts'],
    mutations: [{ find: 'ops.mul(ops.sub(b, 1)', replace: 'ops.mul(b', means: 'the power of 1 - x is off by one' }],
  },
  {
    file: `${FOLDER}/student-t.ts`,
    tests: ['likelihoods/student-t.test.ts'],
    mutations: [
      {
        find: 'ops.mul(ops.add(freedom, 1), logOnePlus',
        replace: 'ops.mul(freedom, logOnePlus',
        means: 'tails with a degree of freedom less',
      },
    ],
  },
];
