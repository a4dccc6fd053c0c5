import { defineStudy } from '@collapse/trials';

const linear = {
  model: { encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
  objective: { estimator: 'analytic', basis: 'eigen' },
  optimizer: { learningRate: 0.05, beta1: 0.99, beta2: 0.99, schedule: 'exponential' },
} as const;
const deep = (...hidden: number[]) => ({
  initialization: 'he-normal' as const,
  encoder: { hidden, variance: 'amortized' as const },
  decoder: { hidden: hidden.toReversed() },
});
const axes = (variances: readonly number[], seeds: readonly number[]) => ({
  'likelihood.variance': variances,
  'likelihood.learn': ['fixed', 'scalar'] as const,
  seed: seeds,
});
const variances = [10, 1, 0.1, 0.01, 0.001];

export default defineStudy({
  name: 'learned-variance',
  title: 'Fixing the decoder variance, and learning it',
  question:
    'From five initial decoder variances, fixed and learned: which ELBO, what is left to gain by tuning the variance alone, and what collapses?',
  source:
    "Lucas et al. 2019 (arXiv 1911.02469), the layout of tables 1 and 2. The tables' numbers were not available: ours stand alone.",
  needs:
    'the full MNIST files (downloaded where missing) and hours or a GPU; quick and thousand-images: nothing beside what is shipped',
  sizes: {
    full: [
      {
        name: 'learned-variance-linear',
        base: {
          ...linear,
          dataset: { name: 'mnist', scaling: 'logit' },
          model: { ...linear.model, latentDim: 200 },
          train: { steps: 10_000 },
        },
        axes: axes(variances, [0, 1, 2, 3, 4]),
      },
      {
        name: 'learned-variance-deep',
        base: {
          dataset: { name: 'mnist', scaling: 'logit' },
          model: { ...deep(1024, 512), latentDim: 200 },
          optimizer: { learningRate: 0.0005 },
          train: { steps: 24_000, batchSize: 500 },
          evaluation: { samples: 1 },
        },
        axes: axes(variances, [0, 1, 2, 3, 4]),
      },
    ],
    'thousand-images': [
      {
        name: 'learned-variance-linear',
        base: {
          ...linear,
          dataset: { name: 'mnist-1k', scaling: 'unit' },
          model: { ...linear.model, latentDim: 50 },
          train: { steps: 10_000 },
        },
        axes: axes(variances, [0, 1, 2]),
      },
      {
        name: 'learned-variance-deep',
        base: {
          dataset: { name: 'mnist-1k', scaling: 'unit' },
          model: { ...deep(128, 64), latentDim: 50 },
          optimizer: { learningRate: 0.002, schedule: 'cosine' },
          train: { steps: 20_000, batchSize: 100 },
        },
        axes: axes(variances, [0, 1, 2]),
      },
    ],
    quick: [
      {
        name: 'learned-variance-linear',
        base: {
          ...linear,
          dataset: { name: 'synthetic', eigenvalues: [8, 4, 2, 1], dim: 10, count: 200, noise: 0.1, exact: true },
          model: { ...linear.model, latentDim: 3 },
          train: { steps: 2000 },
        },
        axes: axes([3, 0.3], [0, 1]),
      },
      {
        name: 'learned-variance-deep',
        base: {
          dataset: { name: 'synthetic', eigenvalues: [8, 4, 2, 1], dim: 10, count: 200, noise: 0.1, exact: true },
          model: { ...deep(16), latentDim: 3 },
          optimizer: { learningRate: 0.003, schedule: 'cosine' },
          train: { steps: 500, batchSize: 50 },
        },
        axes: axes([3, 0.3], [0]),
      },
    ],
  },
});
