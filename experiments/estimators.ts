import { defineStudy } from '@collapse/trials';

const linear = {
  model: { encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
  objective: { estimator: 'analytic', basis: 'eigen' },
  optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
} as const;
const network = (width: number) =>
  ({
    initialization: 'he-normal',
    encoder: { hidden: [width], variance: 'amortized' },
    decoder: { hidden: [width] },
  }) as const;
const samples = (counts: readonly number[]) =>
  counts.map((count) => ({ importanceSamples: count, priorSamples: count }));
const images = { dataset: { name: 'mnist-1k' }, likelihood: { variance: 0.05 } } as const;
const synthetic = {
  dataset: { name: 'synthetic', eigenvalues: [4, 2, 1], dim: 8, count: 400, noise: 0.1, exact: true },
  likelihood: { variance: 0.2 },
} as const;

/** Linear VAEs, where log p(x) is exact, and networks, whose own largest estimate is the reference. */
const onImages = [
  {
    name: 'estimators-linear',
    base: {
      ...linear,
      ...images,
      model: { ...linear.model, latentDim: 10 },
      train: { steps: 3000 },
      evaluation: { importancePoints: 30 },
    },
    axes: { 'train.steps': [0, 3000], evaluation: samples([1, 10, 100, 1000, 10_000]), seed: [0, 1, 2] },
  },
  {
    name: 'estimators-network',
    base: {
      ...images,
      model: { latentDim: 10, ...network(64) },
      optimizer: { learningRate: 0.004, schedule: 'cosine' },
      train: { steps: 6000, batchSize: 100 },
      evaluation: { importancePoints: 30 },
    },
    axes: { 'train.steps': [0, 6000], evaluation: samples([1, 10, 100, 1000, 10_000, 100_000]), seed: [0, 1, 2] },
  },
] as const;

export default defineStudy({
  name: 'estimators',
  title: 'How many samples an estimate of log p(x) needs',
  question:
    'How far below log p(x) are naive Monte Carlo and importance weighting, by number of samples, before and after training?',
  source: 'Burda, Grosse & Salakhutdinov 2016 (arXiv 1509.00519), equation 8; the linear VAE gives the exact value.',
  sizes: {
    full: onImages,
    quick: [
      {
        name: 'estimators-linear',
        base: {
          ...linear,
          ...synthetic,
          model: { ...linear.model, latentDim: 3 },
          train: { steps: 2000 },
          evaluation: { importancePoints: 60 },
        },
        axes: { 'train.steps': [0, 2000], evaluation: samples([1, 10, 100, 1000]) },
      },
      {
        name: 'estimators-network',
        base: {
          ...synthetic,
          model: { latentDim: 3, ...network(12) },
          train: { steps: 300, batchSize: 50 },
          evaluation: { importancePoints: 60 },
        },
        axes: { 'train.steps': [0, 300], evaluation: samples([1, 10, 100, 1000]) },
      },
    ],
  },
});
