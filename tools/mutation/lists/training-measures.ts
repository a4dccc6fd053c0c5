import type { MutatedFile } from '../mutation.ts';

export const trainingMeasures: readonly MutatedFile[] = [
  {
    file: 'libs/training/src/measures/active-axes.ts',
    tests: ['measures/measures.test.ts'],
    mutations: [{ find: 'eigenvalue > ACTIVE_ABOVE', replace: 'eigenvalue > 0', means: 'every direction is in use' }],
  },
  {
    file: 'libs/training/src/measures/active-units.ts',
    tests: [
      'measures/measures.test.ts',
      'likelihoods/two-level-and-conditional.test.ts',
      'measures/active-units.test.ts',
    ],
    mutations: [
      {
        find: 'second ? null : collapsedFraction',
        replace: 'second ? null : 1 - collapsedFraction',
        means: '`collapsed_fraction` inverted',
      },
      {
        find: 'active_kl: second ? null : activeKl',
        replace: 'active_kl: second ? null : activeUnits',
        means: '`active_kl` counts by the variance of means',
      },
    ],
  },
  {
    file: 'libs/training/src/measures/elbo.ts',
    tests: ['measures/measures.test.ts', 'evaluation/final-metrics.test.ts', 'measures/held-out.test.ts'],
    mutations: [{ find: 'elbo_se: reconstructionError', replace: 'elbo_se: 0', means: 'a sampled ELBO has no error' }],
  },
  {
    file: 'libs/training/src/measures/held-out.ts',
    tests: ['measures/measures.test.ts', 'measures/held-out.test.ts'],
    mutations: [
      {
        find: 'test_elbo: evaluated.reconstruction - kl,',
        replace: 'test_elbo: evaluated.reconstruction,',
        means: '`test_elbo` without the KL',
      },
      { find: 'test_kl: kl,', replace: 'test_kl: 0,', means: '`test_kl` is 0' },
    ],
  },
  {
    file: 'libs/training/src/measures/mutual-information.ts',
    tests: ['measures/active-units.test.ts', 'measures/measures.test.ts'],
    mutations: [
      {
        find: 'mutual_information: parts.mutualInformation, marginal_kl: parts.marginalKl',
        replace: 'mutual_information: parts.marginalKl, marginal_kl: parts.mutualInformation',
        means: 'mutual information and marginal KL change places',
      },
    ],
  },
  {
    file: 'libs/training/src/measures/objective.ts',
    tests: ['measures/measures.test.ts', 'evaluation/final-metrics.test.ts', 'run/run-trial.test.ts'],
    mutations: [
      {
        find: '[kl - second.second, second.second]',
        replace: '[kl, 0]',
        means: 'the second level has the weight of the first',
        tests: ['likelihoods/two-level-and-conditional.test.ts'],
      },
      {
        find: '[kl - second.second, second.second]',
        replace: '[kl, second.second]',
        means: 'the second level counts twice',
        tests: ['likelihoods/two-level-and-conditional.test.ts'],
      },
      {
        find: '{ klPerDimension, klOfPoints }',
        replace: '{ klPerDimension: [kl], klOfPoints }',
        means: 'free bits are of all dimensions in all',
        tests: ['theory/free-bits.test.ts'],
      },
    ],
  },
  {
    file: 'libs/training/src/measures/points.ts',
    tests: ['measures/measures.test.ts', 'measures/estimated-log-likelihood.test.ts'],
    mutations: [
      {
        find: 'explained.values.subarray(0, points * dim)',
        replace: 'explained.values.subarray(0, explained.values.length)',
        means: 'exact values of other points than the estimates',
        tests: ['measures/estimated-log-likelihood.test.ts'],
      },
      {
        find: 'if (estimate) return estimate.elbo;',
        replace: 'if (estimate) return estimate.logLikelihood;',
        means: '`elbo_of_points` is the estimate of log p(x)',
      },
    ],
  },
];
