import type { MutatedFile } from '../mutation.ts';

export const trainingTheory: readonly MutatedFile[] = [
  {
    file: 'libs/training/src/theory/closed-form.ts',
    tests: ['theory/theory.test.ts'],
    mutations: [
      {
        find: "train.batchSize === 'full' ? count : train.batchSize",
        replace: '1',
        means: 'the implied beta x variance without the batch size',
      },
    ],
  },
  {
    file: 'libs/training/src/theory/index.ts',
    tests: ['theory/theory.test.ts'],
    mutations: [
      {
        find: 'model.latentDim < rankOf(eigenvalues) ?',
        replace: 'model.latentDim <= rankOf(eigenvalues) ?',
        means: 'a pPCA maximum at the rank, where there is none',
      },
    ],
  },
  {
    file: 'libs/training/src/theory/data-facts.ts',
    tests: ['theory/theory.test.ts', 'likelihoods/two-level-and-conditional.test.ts'],
    mutations: [
      {
        find: 'condition?.residualEigenvalues ?? spectrum.eigenvalues',
        replace: 'spectrum.eigenvalues',
        means: 'theory does not see the condition',
      },
    ],
  },
  {
    file: 'libs/training/src/theory/linear-vae.ts',
    tests: ['theory/theory.test.ts'],
    mutations: [
      { find: '...gaussian,', replace: '...gaussian,\n      varianceFloor: 0,', means: 'the floor is left out' },
      {
        find: ' && levels === 1',
        replace: '',
        means: 'two levels have the optimum of one',
        tests: ['theory/closed-forms.test.ts'],
      },
    ],
  },
  {
    file: 'libs/training/src/theory/two-levels.ts',
    tests: ['theory/two-levels.test.ts'],
    mutations: [
      {
        find: 'objective.secondBeta ?? objective.beta',
        replace: 'objective.beta',
        means: 'the second level has the weight of the first',
      },
      {
        find: "if (gaussian?.learn !== 'fixed') {",
        replace: "if (!gaussian || gaussian.learn === 'network') {",
        means: 'two levels with a learned variance have an optimum',
      },
    ],
  },
  {
    file: 'libs/training/src/theory/free-bits.ts',
    tests: ['theory/free-bits.test.ts'],
    mutations: [
      { find: '-objective.beta * nats', replace: '0', means: 'the free nats in all are not charged' },
      { find: "if (over === 'example')", replace: 'if (false)', means: 'means and data points have one optimum' },
      {
        find: '-Math.expm1(-2 * value) > ACTIVE_ABOVE',
        replace: 'value > ACTIVE_ABOVE',
        means: 'a dimension is active by its KL',
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/free-bits.ts',
    tests: ['libs/training/test/theory/free-bits.test.ts'],
    mutations: [
      {
        find: 'sum + Math.max(free.nats, kl)',
        replace: 'sum + kl',
        means: 'the recorded objective has no free bits',
      },
      {
        find: "per === 'dimension' ? total : Math.max(nats, total)",
        replace: 'total',
        means: 'data points have no free bits in all',
      },
      {
        find: "needs: ({ freeBits: free }) => (free.over === 'example' ? 'examples' : 'means'),",
        replace: '',
        means: 'free bits of each data point are taken from the moments',
      },
    ],
  },
];
