import { defineStudy } from '@collapse/trials';

const dataset = { name: 'synthetic', eigenvalues: [25, 16, 9, 4, 1], dim: 5, count: 4096 } as const;
const linear = {
  model: { encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
  objective: { estimator: 'analytic', basis: 'eigen' },
  optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
} as const;
const nonlinear = {
  objective: { estimator: 'stochastic' },
  optimizer: { learningRate: 0.003, schedule: 'cosine' },
} as const;
const networks = (['relu', 'tanh'] as const).map((activation) => ({
  initialization: 'he-normal' as const,
  encoder: { hidden: [32], activation, variance: 'amortized' as const },
  decoder: { hidden: [32], activation },
}));

export default defineStudy({
  name: 'beta-threshold',
  title: 'Dimensions lost as beta passes the spectrum',
  question:
    'Does a latent dimension collapse where beta × variance passes its eigenvalue, on synthetic data with singular values 1 to 5 and on MNIST, and do nonlinear VAEs follow?',
  source:
    'Wang & Ziyin 2022 (arXiv 2205.04009), synthetic data and MNIST experiments. Widths of the nonlinear networks are ours.',
  needs: 'the full MNIST files (downloaded where missing); quick: nothing beside what is shipped',
  sizes: {
    full: [
      {
        name: 'beta-threshold-linear',
        base: { dataset, likelihood: { variance: 1 }, ...linear, train: { steps: 3000 } },
        axes: {
          'model.latentDim': [5, 3],
          'objective.beta': Array.from({ length: 30 }, (_, index) => index + 0.5),
          seed: [0, 1, 2],
        },
      },
      {
        name: 'beta-threshold-nonlinear',
        base: {
          dataset,
          model: { latentDim: 5 },
          likelihood: { variance: 1 },
          ...nonlinear,
          train: { steps: 4000, batchSize: 256 },
        },
        axes: {
          model: networks,
          'objective.beta': Array.from({ length: 15 }, (_, index) => 2 * index + 1),
          seed: [0, 1, 2],
        },
      },
      {
        name: 'beta-threshold-mnist',
        base: {
          ...linear,
          dataset: { name: 'mnist' },
          model: { ...linear.model, latentDim: 20 },
          likelihood: { variance: 1 },
          train: { steps: 4000 },
        },
        axes: { 'objective.beta': [1, 2.75, 3, 3.5, 4, 6], seed: [0, 1, 2] },
      },
    ],
    quick: [
      {
        name: 'beta-threshold-linear',
        base: {
          ...linear,
          dataset: { ...dataset, count: 500, exact: true },
          model: { ...linear.model, latentDim: 5 },
          likelihood: { variance: 1 },
          train: { steps: 1500 },
        },
        axes: { 'objective.beta': [0.5, 2, 3.5, 5, 8, 10, 14, 18, 22, 24, 26, 28] },
      },
      {
        name: 'beta-threshold-nonlinear',
        base: {
          dataset: { ...dataset, count: 500, exact: true },
          model: { latentDim: 5 },
          likelihood: { variance: 1 },
          ...nonlinear,
          train: { steps: 1000, batchSize: 100 },
        },
        axes: { model: networks, 'objective.beta': [2, 12, 28] },
      },
    ],
  },
});
