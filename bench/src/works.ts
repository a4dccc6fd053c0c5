import type { TrialInput } from '@collapse/trials';

/** One training step to be timed: a trial, or a pack of trials of one shape. */
export interface Work {
  readonly name: string;
  readonly title: string;
  readonly trials: readonly TrialInput[];
  /** Steps of one call that scans over them, for peers that can. */
  readonly stepsPerCall: number;
  /** What the peers compute: over the batch, or for the analytic objective from the covariance too. */
  readonly peerForms: readonly PeerForm[];
  readonly part: 'steps' | 'packs';
}

export type PeerForm = 'batch' | 'covariance';

const BETAS = [0.25, 0.5, 1, 2];

/** Trials alike but for seed and beta. */
export function alike(base: TrialInput, count: number): TrialInput[] {
  return Array.from({ length: count }, (_, seed) => ({
    ...base,
    seed,
    objective: { ...base.objective, beta: BETAS[seed % BETAS.length] ?? 1 },
  }));
}

const optimizer = { learningRate: 0.001 };

const linearStochastic: TrialInput = {
  dataset: { name: 'mnist-1k' },
  model: { latentDim: 50 },
  likelihood: { kind: 'gaussian', variance: 0.1 },
  objective: { estimator: 'stochastic' },
  optimizer,
  train: { steps: 1, batchSize: 500 },
};

export const MLP: TrialInput = {
  dataset: { name: 'mnist-1k' },
  model: {
    latentDim: 50,
    encoder: { hidden: [512, 512], variance: 'amortized' },
    decoder: { hidden: [512, 512] },
  },
  likelihood: { kind: 'bernoulli' },
  optimizer,
  train: { steps: 1, batchSize: 100 },
};

export const SMALL: TrialInput = {
  ...MLP,
  model: { latentDim: 8, encoder: { hidden: [64], variance: 'amortized' }, decoder: { hidden: [64] } },
};

export const TINY: TrialInput = {
  dataset: { name: 'synthetic', eigenvalues: [8, 6, 4, 3, 2, 1.5, 1, 0.5], dim: 64, count: 1000, noise: 0.1 },
  model: { latentDim: 8, encoder: { hidden: [32], variance: 'amortized' }, decoder: { hidden: [32] } },
  likelihood: { kind: 'gaussian', variance: 0.1 },
  optimizer,
  train: { steps: 1, batchSize: 16 },
};

/** MNIST where MNIST_DIR has it, else made-up data of the same size. */
function manyPoints(count: number): TrialInput['dataset'] {
  if (count === 1000) return { name: 'mnist-1k' };
  if (process.env.MNIST_DIR) return { name: 'mnist', count };
  const eigenvalues = Array.from({ length: 300 }, (_, index) => 5 / (index + 1));
  return { name: 'synthetic', eigenvalues, dim: 784, count, noise: 0.001 };
}

function analytic(count: number, basis: 'pixel' | 'eigen'): Work {
  return {
    name: `analytic-${count}${basis === 'eigen' ? '-eigen' : ''}`,
    title: `linear analytic 784-200-784, full batch, N = ${count}${basis === 'eigen' ? ', eigenbasis' : ''}`,
    trials: [
      {
        dataset: manyPoints(count),
        model: { latentDim: 200 },
        likelihood: { kind: 'gaussian', variance: 0.1 },
        objective: { estimator: 'analytic', basis },
        optimizer,
        train: { steps: 1, batchSize: 'full' },
      },
    ],
    stepsPerCall: count === 1000 ? 10 : 1,
    peerForms: basis === 'eigen' ? [] : ['batch', 'covariance'],
    part: 'steps',
  };
}

function tinyPack(count: number): Work {
  return {
    name: `tiny-${count}`,
    title: `tiny 64-32-8, B = 16, ${count} packed`,
    trials: alike(TINY, count),
    stepsPerCall: 100,
    peerForms: ['batch'],
    part: 'packs',
  };
}

export const WORKS: readonly Work[] = [
  {
    name: 'linear',
    title: 'linear stochastic 784-50-784, B = 500',
    trials: [linearStochastic],
    stepsPerCall: 20,
    peerForms: ['batch'],
    part: 'steps',
  },
  {
    name: 'mlp',
    title: 'MLP 784-512-512-50, B = 100',
    trials: [MLP],
    stepsPerCall: 10,
    peerForms: ['batch'],
    part: 'steps',
  },
  { ...tinyPack(1), title: 'tiny 64-32-8, B = 16, alone', stepsPerCall: 1000, part: 'steps' },
  analytic(1000, 'pixel'),
  analytic(1000, 'eigen'),
  analytic(10_000, 'pixel'),
  analytic(60_000, 'pixel'),
  tinyPack(16),
  tinyPack(64),
];

export function workNamed(name: string): Work {
  const found = WORKS.find((work) => work.name === name);
  if (!found) throw new Error(`work: expected one of ${WORKS.map((work) => work.name).join(', ')}, received ${name}`);
  return found;
}
