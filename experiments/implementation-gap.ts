import { defineStudy } from '@collapse/trials';

const losses = ['sum-sum', 'batch-batch', 'mean-sum', 'mean-batch', 'mean-mean'] as const;
const batchSizes = [8, 32, 128];
const linear = {
  model: { encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
  objective: { estimator: 'stochastic' },
} as const;
/** Eigenvalues far from each other and from every loss's beta × variance, so that no dimension is slow to live or die. */
const apart = {
  ...linear,
  dataset: { name: 'synthetic', eigenvalues: [100, 30, 5, 1, 0.3], dim: 20, count: 256, noise: 0.01, exact: true },
  model: { ...linear.model, latentDim: 5 },
  optimizer: { learningRate: 0.02, schedule: 'cosine' },
} as const;
const images = { ...linear, dataset: { name: 'mnist-1k' }, model: { ...linear.model, latentDim: 40 } } as const;
/** Dimensions near their threshold take long to go, the longer the noisier the batches. */
const toTheEnd = [
  { batchSize: 8, steps: 400_000 },
  { batchSize: 32, steps: 150_000 },
  { batchSize: 128, steps: 100_000 },
] as const;

export default defineStudy({
  name: 'implementation-gap',
  title: 'The gap between an ELBO and its implementation',
  question:
    'Losses that sum here and average there are ELBOs of another beta × variance: does training them as written collapse just the dimensions that this predicts?',
  source: 'docs/closed-forms.md, the table of losses as people write them; no paper has this figure.',
  sizes: {
    full: [
      {
        name: 'implementation-gap-synthetic',
        base: { ...apart, train: { steps: 16_000 } },
        axes: { 'objective.reduction': losses, 'train.batchSize': batchSizes, seed: [0, 1] },
      },
      {
        name: 'implementation-gap-mnist',
        base: { ...images, optimizer: { learningRate: 0.002, schedule: 'cosine' } },
        axes: { 'objective.reduction': losses, train: toTheEnd, seed: [0, 1] },
      },
      {
        name: 'implementation-gap-bernoulli',
        base: {
          ...images,
          optimizer: { learningRate: 0.005, schedule: 'exponential', finalFraction: 0.02 },
          train: { steps: 10_000 },
        },
        axes: {
          'likelihood.kind': ['bernoulli', 'continuous-bernoulli'],
          'objective.reduction': losses,
          'train.batchSize': batchSizes,
        },
      },
      {
        name: 'implementation-gap-logit',
        // Encoder weights are a thousandth here: the rate is what they bear.
        base: {
          ...images,
          dataset: { name: 'mnist-1k', scaling: 'logit' },
          optimizer: { learningRate: 0.001, schedule: 'cosine' },
        },
        axes: { 'objective.reduction': losses, train: toTheEnd },
      },
      {
        name: 'implementation-gap-longer',
        base: {
          ...images,
          objective: { ...images.objective, reduction: 'batch-batch' },
          optimizer: { learningRate: 0.002, schedule: 'cosine' },
        },
        axes: { 'train.steps': [4000, 16_000, 64_000, 256_000], 'train.batchSize': [32] },
      },
    ],
    quick: [
      {
        name: 'implementation-gap-synthetic',
        base: { ...apart, train: { steps: 3000 } },
        axes: { 'objective.reduction': losses, 'train.batchSize': batchSizes },
      },
    ],
  },
});
