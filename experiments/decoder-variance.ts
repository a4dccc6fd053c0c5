import { defineStudy } from '@collapse/trials';

const oneVariance = [
  { kind: 'gaussian', learn: 'fixed', variance: 0.1 },
  { kind: 'gaussian', learn: 'scalar', variance: 0.1 },
] as const;
const perPixel = [{ kind: 'gaussian', learn: 'per-dimension', variance: 0.1, varianceFloor: 0.001 }] as const;
const gaussians = [...oneVariance, ...perPixel] as const;
const others = [
  { kind: 'gaussian', learn: 'network', variance: 0.1, varianceFloor: 0.001 },
  { kind: 'bernoulli', learn: 'fixed', variance: 1 },
  { kind: 'continuous-bernoulli', learn: 'fixed', variance: 1 },
] as const;
const networks = (width: number) =>
  ({
    initialization: 'he-normal',
    encoder: { hidden: [width], variance: 'amortized' },
    decoder: { hidden: [width] },
  }) as const;
const linear = { encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } } as const;

const onImages = { dataset: { name: 'mnist-1k' }, model: linear } as const;
const latentDims = [2, 5, 20];

export default defineStudy({
  name: 'decoder-variance',
  title: 'Decoder variance: fixed, learned, learned per pixel, output by the network',
  question:
    'What does the decoder variance do to the ELBO and to the dimensions in use, and how do Bernoulli and continuous Bernoulli decoders compare on grey MNIST?',
  source:
    'Lucas et al. 2019 (arXiv 1911.02469), section 4, for the learned scalar; Loaiza-Ganem & Cunningham 2019 for the continuous Bernoulli.',
  sizes: {
    full: [
      {
        name: 'decoder-variance-linear',
        base: {
          ...onImages,
          objective: { estimator: 'analytic', basis: 'eigen' },
          optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
          train: { steps: 4000 },
        },
        axes: { 'model.latentDim': latentDims, likelihood: oneVariance, seed: [0, 1] },
      },
      {
        name: 'decoder-variance-linear-per-pixel',
        base: {
          ...onImages,
          objective: { estimator: 'analytic' },
          optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
          train: { steps: 4000 },
        },
        axes: { 'model.latentDim': latentDims, likelihood: perPixel, seed: [0, 1] },
      },
      {
        name: 'decoder-variance-networks',
        base: {
          dataset: { name: 'mnist-1k' },
          model: networks(64),
          optimizer: { learningRate: 0.004, schedule: 'cosine' },
          train: { steps: 6000, batchSize: 100 },
          evaluation: { samples: 4 },
        },
        axes: { 'model.latentDim': latentDims, likelihood: [...gaussians, ...others], seed: [0, 1] },
      },
    ],
    quick: [
      {
        name: 'decoder-variance-linear',
        base: {
          dataset: { name: 'synthetic', eigenvalues: [4, 2, 1], dim: 8, count: 300, noise: 0.1, exact: true },
          model: linear,
          objective: { estimator: 'analytic' },
          optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
          train: { steps: 2000 },
        },
        axes: { 'model.latentDim': [1, 2], likelihood: gaussians },
      },
      {
        name: 'decoder-variance-networks',
        base: {
          dataset: { name: 'mnist-1k' },
          model: networks(16),
          train: { steps: 60, batchSize: 50 },
          evaluation: { samples: 1 },
        },
        axes: { 'model.latentDim': [2], likelihood: [...gaussians, ...others] },
      },
    ],
  },
});
