import { defineStudy } from '@collapse/trials';

const variances = [30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0001];
const linear = {
  model: { encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
  objective: { estimator: 'analytic', basis: 'eigen' },
  optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
} as const;
const deep = (...hidden: number[]) => ({
  initialization: 'he-normal' as const,
  encoder: { hidden, variance: 'amortized' as const },
  decoder: { hidden: hidden.toReversed() },
});

export default defineStudy({
  name: 'collapse-by-variance',
  title: 'How much collapses, by the decoder variance',
  question:
    'Over eleven fixed decoder variances, which share of the latent dimensions is (epsilon, 0.01)-collapsed, for a linear and for a deep VAE?',
  source:
    'Lucas et al. 2019 (arXiv 1911.02469), figure 5: 784-1024-512-200, ReLU, mirrored decoder, Adam 5e-4, batch 500, logit MNIST. Number of steps and the linear rate are ours.',
  needs:
    'the full MNIST files (downloaded where missing) and hours or a GPU; quick and thousand-images: nothing beside what is shipped',
  sizes: {
    full: [
      {
        name: 'collapse-by-variance-linear',
        base: {
          ...linear,
          dataset: { name: 'mnist', scaling: 'logit' },
          model: { ...linear.model, latentDim: 200 },
          train: { steps: 6000 },
        },
        axes: { 'likelihood.variance': variances },
      },
      {
        name: 'collapse-by-variance-deep',
        base: {
          dataset: { name: 'mnist', scaling: 'logit' },
          model: { ...deep(1024, 512), latentDim: 200 },
          optimizer: { learningRate: 0.0005 },
          train: { steps: 24_000, batchSize: 500 },
          evaluation: { samples: 1 },
        },
        axes: { 'likelihood.variance': variances },
      },
    ],
    'thousand-images': [
      {
        name: 'collapse-by-variance-linear',
        base: {
          ...linear,
          dataset: { name: 'mnist-1k', scaling: 'logit' },
          model: { ...linear.model, latentDim: 50 },
          train: { steps: 6000 },
        },
        axes: { 'likelihood.variance': variances },
      },
      {
        name: 'collapse-by-variance-deep',
        base: {
          dataset: { name: 'mnist-1k', scaling: 'logit' },
          model: { ...deep(256, 128), latentDim: 50 },
          optimizer: { learningRate: 0.0005 },
          train: { steps: 4000, batchSize: 100 },
        },
        axes: { 'likelihood.variance': variances },
      },
    ],
    quick: [
      {
        name: 'collapse-by-variance-linear',
        base: {
          ...linear,
          dataset: { name: 'mnist-1k', scaling: 'logit' },
          model: { ...linear.model, latentDim: 10 },
          optimizer: { ...linear.optimizer, learningRate: 0.1 },
          train: { steps: 4000 },
        },
        axes: { 'likelihood.variance': [1000, 350, 30] },
      },
      {
        name: 'collapse-by-variance-deep',
        base: {
          dataset: { name: 'mnist-1k', scaling: 'logit' },
          model: { ...deep(32), latentDim: 10 },
          optimizer: { learningRate: 0.003, schedule: 'cosine' },
          train: { steps: 400, batchSize: 100 },
        },
        axes: { 'likelihood.variance': [1000, 30] },
      },
    ],
  },
});
