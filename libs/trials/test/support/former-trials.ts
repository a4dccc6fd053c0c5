import type { TrialInput } from '../../src/index.ts';

const images = { name: 'mnist-1k' as const };
const synthetic = { name: 'synthetic' as const, eigenvalues: [5, 3, 1], dim: 6, count: 90 };
const train = { steps: 100 };
const mlp = (activation?: 'relu' | 'tanh' | 'identity') => ({
  encoder: { hidden: [64, 32], activation, variance: 'amortized' as const },
  decoder: { hidden: [32, 64], activation },
});

/** Trials of every kind as they could be written before `model.initialization` was a field, by what is special in each. */
export const FORMER_TRIALS: Readonly<Record<string, TrialInput>> = {
  'linear, defaults': { dataset: images, model: { latentDim: 50 }, train: { steps: 4000 } },
  'linear, in the eigenbasis': {
    dataset: images,
    model: { latentDim: 20 },
    objective: { estimator: 'analytic', basis: 'eigen' },
    optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
    train,
  },
  'linear, variance learned with a floor': {
    dataset: synthetic,
    model: { latentDim: 4 },
    likelihood: { learn: 'scalar', variance: 0.5, varianceFloor: 0.01 },
    objective: { estimator: 'analytic' },
    train,
  },
  'linear, a variance for each dimension': {
    dataset: synthetic,
    model: { latentDim: 2 },
    likelihood: { learn: 'per-dimension' },
    train,
  },
  'linear, amortized posterior variance': {
    dataset: synthetic,
    model: { latentDim: 2, encoder: { variance: 'amortized' } },
    train,
  },
  'linear, variance of the network': {
    dataset: synthetic,
    model: { latentDim: 2 },
    likelihood: { learn: 'network' },
    train,
  },
  'linear, a floor that nothing uses': {
    dataset: images,
    model: { latentDim: 3 },
    likelihood: { varianceFloor: 0.1 },
    train,
  },
  'linear, tanh that nothing uses': {
    dataset: images,
    model: { latentDim: 3, encoder: { activation: 'tanh' }, decoder: { activation: 'identity' } },
    train,
  },
  'linear, beta and warm-up': {
    dataset: images,
    model: { latentDim: 3 },
    objective: { beta: 4, warmupSteps: 50, samples: 3 },
    train: { steps: 100, batchSize: 100, logEvery: 10 },
    seed: 7,
  },
  'linear, a loss as written': {
    dataset: images,
    model: { latentDim: 3 },
    likelihood: { variance: 0.3 },
    objective: { reduction: 'mean-batch' },
    train: { steps: 100, batchSize: 50 },
  },
  'linear, evaluation asked for': {
    dataset: images,
    model: { latentDim: 3 },
    train,
    evaluation: { samples: 4, importanceSamples: 100, importancePoints: 20, priorSamples: 1000 },
  },
  'linear, Adam of its own': {
    dataset: synthetic,
    model: { latentDim: 1 },
    optimizer: {
      learningRate: 0.1,
      schedule: 'exponential',
      finalFraction: 0.1,
      beta1: 0.8,
      beta2: 0.9,
      epsilon: 1e-7,
    },
    train,
  },
  'linear start of linear networks': { dataset: images, model: { latentDim: 3, start: 'linear' }, train },
  'two levels': { dataset: synthetic, model: { latentDim: 3, second: { latentDim: 2 } }, train },
  'two levels, weights of their own': {
    dataset: synthetic,
    model: { latentDim: 3, second: { latentDim: 2, priorVariance: 0.3, firstVariance: 0.7 } },
    objective: { estimator: 'analytic', secondBeta: 2 },
    train,
  },
  'conditional, synthetic': {
    dataset: { ...synthetic, condition: { correlations: [0.9, 0.2] } },
    model: { latentDim: 2 },
    train,
  },
  'conditional, halves of images': { dataset: { ...images, condition: 'left-half' }, model: { latentDim: 2 }, train },
  'synthetic, exact, with noise and a seed': {
    dataset: { ...synthetic, noise: 0.1, exact: true, seed: 4 },
    model: { latentDim: 2 },
    train,
  },
  'MNIST as logits': { dataset: { name: 'mnist', count: 5000, scaling: 'logit' }, model: { latentDim: 2 }, train },
  'Fashion-MNIST': { dataset: { name: 'fashion-mnist' }, model: { latentDim: 2 }, train },
  'Bernoulli, linear': { dataset: images, model: { latentDim: 3 }, likelihood: { kind: 'bernoulli' }, train },
  'continuous Bernoulli, networks': {
    dataset: images,
    model: { latentDim: 3, ...mlp() },
    likelihood: { kind: 'continuous-bernoulli' },
    train,
  },
  'ReLU networks': { dataset: images, model: { latentDim: 8, ...mlp('relu') }, likelihood: { variance: 0.1 }, train },
  'tanh networks': { dataset: images, model: { latentDim: 8, ...mlp('tanh') }, train },
  'deep linear networks': { dataset: images, model: { latentDim: 8, ...mlp('identity') }, train },
  'a nonlinear encoder alone': { dataset: images, model: { latentDim: 8, encoder: { hidden: [64] } }, train },
  'networks from the linear start': {
    dataset: images,
    model: { latentDim: 8, ...mlp('relu'), start: 'linear' },
    train,
  },
  'networks, three encoder steps': {
    dataset: images,
    model: { latentDim: 8, ...mlp('relu') },
    train: { steps: 300, batchSize: 100, encoderSteps: 3 },
  },
  'convolutions over a folder': {
    dataset: { name: 'image-folder', folder: 'faces', size: 32, channels: 'grey', count: 500, testCount: 20 },
    model: { latentDim: 8, encoder: { channels: [8, 16], hidden: [32] }, decoder: { channels: [16, 8] } },
    train,
  },
  'networks, two levels, conditional': {
    dataset: { ...images, condition: 'left-half' },
    model: { latentDim: 8, ...mlp('tanh'), second: { latentDim: 2 } },
    train,
  },
};

/** The ids that the version without that field gave them. */
export const FORMER_IDS: Readonly<Record<string, string>> = {
  'linear, defaults': '96bde94c21de93a3',
  'linear, in the eigenbasis': '14def7b9015d2f1d',
  'linear, variance learned with a floor': '7af32553ec7a5bde',
  'linear, a variance for each dimension': 'dfee8b81c58ce610',
  'linear, amortized posterior variance': 'fb03749cc77815a4',
  'linear, variance of the network': '95ad14ce524bc227',
  'linear, a floor that nothing uses': '66bca2166067e8a0',
  'linear, tanh that nothing uses': '519a5ba35c1aec89',
  'linear, beta and warm-up': 'ff48bb2913105f86',
  'linear, a loss as written': '92d9794982c489bd',
  'linear, evaluation asked for': '1341faf7511847bf',
  'linear, Adam of its own': 'c15033fb1c088cf3',
  'linear start of linear networks': 'e2d56ca1f5255d1f',
  'two levels': 'fb6f5f29d34209fe',
  'two levels, weights of their own': '7bb892bf7628552e',
  'conditional, synthetic': 'e052050060991475',
  'conditional, halves of images': 'ec16cf620de1ec3f',
  'synthetic, exact, with noise and a seed': '323f7941a0fffc52',
  'MNIST as logits': '7ad05dc03c039e5c',
  'Fashion-MNIST': 'e1e67cdce96048b3',
  'Bernoulli, linear': 'bb04d8cec559ff43',
  'continuous Bernoulli, networks': '814bfa01d72acc87',
  'ReLU networks': 'd8fac2bd385ac8b6',
  'tanh networks': 'd3a011a48c3e4d46',
  'deep linear networks': '169c3599f71ec309',
  'a nonlinear encoder alone': '7184a900dc242e48',
  'networks from the linear start': 'b95d0997bf650bb7',
  'networks, three encoder steps': '50da5114f906a362',
  'convolutions over a folder': '0355c2631602c348',
  'networks, two levels, conditional': '9d8c8c461818c6d0',
};
