import type { MutatedFile } from '../mutation.ts';

/** Mutations that no test notices, of all libraries, and why: nothing can (`equivalent`), or it is not worth it (`accepted`). */
export const leftAlive: readonly MutatedFile[] = [
  {
    file: 'libs/closed-forms/src/posteriors/gaussian-kl.ts',
    tests: ['posteriors/collapse.test.ts'],
    mutations: [
      {
        find: 'Math.max(0, ',
        replace: 'Math.max(-1, ',
        means: 'a KL below 0 by rounding',
        equivalent: "this engine's logarithm is near enough: of 2 million variances beside 1 none goes below 0",
      },
    ],
  },
  {
    file: 'libs/models/src/networks/convolution-layers.ts',
    tests: ['networks/convolution-layers.test.ts'],
    mutations: [
      {
        find: 'for (const channels of [1, 3])',
        replace: 'for (const channels of [3, 1])',
        means: 'colour is tried first',
        equivalent: '3 n^2 is never a square, so one of the two fits at most',
      },
    ],
  },
  {
    file: 'libs/models/src/likelihoods/positive-parameter.ts',
    tests: ['likelihoods/laplace.test.ts', 'likelihoods/beta.test.ts'],
    mutations: [
      {
        find: 'if (!density || floor === 0)',
        replace: 'if (floor === 0)',
        means: 'a concentration is said to have a floor',
        equivalent: 'the one parameter without a density there has no floor',
      },
    ],
  },
  {
    file: 'libs/training/src/weights/weights-file.ts',
    tests: ['evaluation/final-metrics.test.ts', 'measures/held-out.test.ts'],
    mutations: [
      {
        find: 'values.byteOffset, values.byteLength',
        replace: '0, values.byteLength',
        means: 'each array is the start of its buffer',
        equivalent: 'the arrays written are always whole buffers',
      },
    ],
  },
  {
    file: 'libs/study/src/lock/process-identity.ts',
    tests: ['lock/lock-order.test.ts'],
    mutations: [
      {
        find: "if (signal === 'gone') return false;",
        replace: '',
        means: 'a process that is gone is alive',
        equivalent: 'on Linux a process that is gone has no start either; elsewhere the tests do not run',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/linear-optimum.ts',
    tests: ['linear-vae/linear-optimum.test.ts'],
    mutations: [
      {
        find: 'optimumAt(to, beta * to, settings)',
        replace: 'optimumAt(from, beta * from, settings)',
        means: 'an optimum of many variances is taken at the floor',
        equivalent: 'the objective is the same at every one of them',
      },
    ],
  },
  {
    file: 'libs/models/src/estimators/moments.ts',
    tests: ['libs/training/test/run/run-trial.test.ts', 'libs/training/test/steps/steps-by-hand.test.ts'],
    mutations: [
      {
        find: 'covariance: data.eigenvalues(), variances: data.eigenvalueRow()',
        replace: 'covariance: data.eigenvalues(), variances: data.variances()',
        means: 'variances of pixels in the eigenbasis',
        accepted: 'their sum alone enters where the variance is one number, and it is the same in every basis',
      },
    ],
  },
  {
    file: 'libs/training/src/measures/mutual-information.ts',
    tests: ['measures/measures.test.ts'],
    mutations: [
      {
        find: '(high + point) | 0',
        replace: 'high',
        means: 'every point has the same noise',
        accepted: 'it moves the estimate within its noise',
      },
    ],
  },
  {
    file: 'libs/training/src/run/train.ts',
    tests: ['run/diverged.test.ts'],
    mutations: [
      {
        find: 'const broken = values.find((value) => !Number.isFinite(value));',
        replace: 'const broken = values.find(() => false);',
        means: 'weights that are not finite are results',
        tests: ['run/diverged.test.ts', 'run/run-trial.test.ts', 'run/pack.test.ts'],
        accepted: 'measures of such weights are not finite either, and fail the trial as diverged with another message',
      },
    ],
  },
];
