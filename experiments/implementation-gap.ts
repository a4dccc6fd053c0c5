import { defineStudy } from '@collapse/trials';

const losses = ['sum-sum', 'batch-batch', 'mean-sum', 'mean-batch', 'mean-mean'] as const;
const linear = {
  model: { encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
  objective: { estimator: 'stochastic' },
  optimizer: { learningRate: 0.005, schedule: 'cosine' },
} as const;

export default defineStudy({
  name: 'implementation-gap',
  title: 'The gap between an ELBO and its implementation',
  question:
    'Losses that sum here and average there are ELBOs of another beta × variance: does training them as written collapse just the dimensions that this predicts?',
  source: 'docs/closed-forms.md, the table of losses as people write them; no paper has this figure.',
  sizes: {
    full: [
      {
        name: 'implementation-gap-mnist',
        base: {
          ...linear,
          dataset: { name: 'mnist-1k' },
          model: { ...linear.model, latentDim: 40 },
          train: { steps: 2000 },
        },
        axes: {
          'objective.reduction': losses,
          'likelihood.kind': ['gaussian', 'bernoulli', 'continuous-bernoulli'],
          'train.batchSize': [16, 64, 250],
          seed: [0, 1],
        },
      },
      {
        name: 'implementation-gap-logit',
        base: {
          ...linear,
          dataset: { name: 'mnist-1k', scaling: 'logit' },
          model: { ...linear.model, latentDim: 40 },
          optimizer: { learningRate: 0.02, schedule: 'cosine' },
          train: { steps: 2000 },
        },
        axes: { 'objective.reduction': losses, 'train.batchSize': [4, 16, 64, 250], seed: [0, 1] },
      },
    ],
    quick: [
      {
        name: 'implementation-gap-synthetic',
        base: {
          ...linear,
          dataset: {
            name: 'synthetic',
            eigenvalues: [100, 30, 5, 1, 0.3],
            dim: 20,
            count: 256,
            noise: 0.01,
            exact: true,
          },
          model: { ...linear.model, latentDim: 5 },
          optimizer: { learningRate: 0.02, schedule: 'cosine' },
          train: { steps: 3000 },
        },
        axes: { 'objective.reduction': losses, 'train.batchSize': [8, 32, 128] },
      },
    ],
  },
});
