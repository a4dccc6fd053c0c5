import type { MutatedFile } from '../mutation.ts';

export const trialChecks: readonly MutatedFile[] = [
  {
    file: 'libs/trials/src/checks/check-float32.ts',
    tests: ['checks/check-float32.test.ts', 'checks/bounds.test.ts'],
    mutations: [
      {
        find: 'value !== 0 && (value < SMALLEST || value > LARGEST)',
        replace: 'value !== 0 && value > LARGEST',
        means: 'numbers that float32 takes as 0 pass',
      },
      { find: 'Math.fround(value) === 1', replace: 'value === 1', means: 'a decay that float32 takes as 1 passes' },
      {
        find: "...own('objective', objectiveOf(components, objective), objective),",
        replace: '',
        means: 'numbers of an objective that float32 cannot hold pass',
        tests: ['catalog/catalog.test.ts'],
      },
    ],
  },
  {
    file: 'libs/trials/src/checks/check-initialization.ts',
    tests: ['checks/initialization.test.ts'],
    mutations: [
      {
        find: '|| hasNetwork(vae, components)',
        replace: '',
        means: 'an initialization is refused where there are layers for it',
      },
    ],
  },
  {
    file: 'libs/trials/src/identity/training-id.ts',
    tests: ['libs/training/test/run/training-id.test.ts', 'grid/without-effect.test.ts'],
    mutations: [
      {
        find: "objective.estimator === 'analytic' ? { samples: null } : {}",
        replace: '{}',
        means: 'samples that are not drawn make another training',
      },
      {
        find: 'LEARNING_RATE_SCHEDULES[optimizer.schedule].usesFinalFraction ? {} : { finalFraction: null }',
        replace: '{ finalFraction: null }',
        means: 'schedules to other rates are one training',
      },
    ],
  },
  {
    file: 'libs/trials/src/identity/trial-id.ts',
    tests: ['identity/trial-id.test.ts', 'checks/initialization.test.ts'],
    mutations: [
      {
        find: "model?.initialization !== 'he-normal'",
        replace: "model?.initialization !== 'pytorch'",
        means: 'old trials lose their ids',
      },
    ],
  },
  {
    file: 'libs/trials/src/grid/merge-twins.ts',
    tests: ['grid/without-effect.test.ts'],
    mutations: [
      {
        find: 'if (fields.length === 0) return false;',
        replace: '',
        means: 'a trial that stands twice is merged without a word',
      },
    ],
  },
  {
    file: 'libs/models/src/networks/layer-start.ts',
    tests: ['vae/parameter-starts.test.ts'],
    mutations: [
      {
        find: 'Math.sqrt(6 / (fanIn + fanOut))',
        replace: 'Math.sqrt(3 / (fanIn + fanOut))',
        means: 'Glorot weights of half the variance',
      },
      {
        find: 'biases: { uniform: 1 / Math.sqrt(fanIn) }',
        replace: 'biases: { constant: 0 }',
        means: "PyTorch's biases start at 0",
      },
      { find: 'normal: Math.sqrt(heVariance)', replace: 'normal: heVariance', means: 'a variance for a deviation' },
    ],
  },
];
