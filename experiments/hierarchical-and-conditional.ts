import { defineStudy } from '@collapse/trials';

const linear = {
  objective: { estimator: 'analytic' },
  optimizer: { learningRate: 0.03, beta2: 0.99, schedule: 'cosine' },
} as const;
const data = { name: 'synthetic', eigenvalues: [16, 9, 4, 1.4], dim: 8, count: 500, noise: 0.05, exact: true } as const;
const model = { latentDim: 4, encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } } as const;

/** Conditions correlated with the first three directions of the data leave 3.04, 8.19, 0.76 and 1.4 of 16, 9, 4 and 1.4. */
const conditional = (variances: readonly number[], seeds: readonly number[], steps: number) => ({
  name: 'conditional',
  base: { ...linear, dataset: data, model, train: { steps } },
  axes: {
    'dataset.condition': [{ correlations: [0, 0, 0] }, { correlations: [0.9, 0.3, 0.9] }],
    'likelihood.variance': variances,
    seed: seeds,
  },
});
const twoLevel = (betas: readonly number[], seeds: readonly number[], steps: number) =>
  [
    {
      name: 'two-level',
      base: { ...linear, dataset: data, model, likelihood: { variance: 1 }, train: { steps } },
      axes: {
        'model.second': [
          { latentDim: 4, firstVariance: 0.5 },
          { latentDim: 2, firstVariance: 0.5 },
        ],
        'objective.secondBeta': betas,
        seed: seeds,
      },
    },
    {
      name: 'two-level-learned',
      base: { ...linear, dataset: data, model, likelihood: { variance: 1 }, train: { steps } },
      axes: {
        'model.second': [{ latentDim: 4, firstVariance: 'learned' }],
        'objective.secondBeta': betas.filter((beta) => beta > 1),
        seed: seeds,
      },
    },
  ] as const;
const variances = [0.25, 0.4, 0.6, 0.9, 1.3, 2, 3.5, 5, 7, 10, 14, 18];

export default defineStudy({
  name: 'hierarchical-and-conditional',
  title: 'Where conditional and two-level VAEs collapse',
  question:
    'Do linear conditional and two-level VAEs lose their dimensions where closed forms say, and what do a condition and a learned variance of the first level add?',
  source: 'Dang et al. 2023 (arXiv 2306.05023), sections 4.1 and 4.2. Data and sizes are ours.',
  sizes: {
    full: [
      conditional(variances, [0, 1], 2000),
      ...twoLevel([0.3, 0.6, 0.9, 1.2, 1.6, 2, 2.5, 3], [0, 1], 2000),
      {
        name: 'conditional-images',
        base: {
          ...linear,
          // Pixels of a half are correlated, so their regression on each other goes along flat ways: the long momentum carries it.
          optimizer: { ...linear.optimizer, beta1: 0.99, schedule: 'exponential' },
          dataset: { name: 'mnist-1k', condition: 'left-half' },
          model: { ...model, latentDim: 10 },
          train: { steps: 12_000 },
        },
        axes: { 'likelihood.variance': [0.3, 0.6, 1, 2] },
      },
    ],
    quick: [conditional([0.6, 2, 5, 12], [0], 1200), ...twoLevel([0.6, 1.2, 2.5], [0], 1200)],
  },
});
