import { defineStudy } from '@collapse/trials';

const images = { name: 'mnist-1k' } as const;
const gaussian = {
  name: 'synthetic',
  eigenvalues: [8, 4, 2, 1],
  dim: 10,
  count: 200,
  noise: 0.1,
  exact: true,
} as const;
const base = {
  model: { decoder: { hidden: [] } },
  likelihood: { variance: 0.3, learn: 'scalar' },
  optimizer: { learningRate: 0.01, beta2: 0.99, schedule: 'cosine' },
  objective: { estimator: 'analytic' },
} as const;
const encoders = (width: number) => [
  { encoder: { hidden: [] } },
  ...(['identity', 'relu'] as const).map((activation) => ({
    initialization: 'he-normal' as const,
    encoder: { hidden: [width], activation },
  })),
];

export default defineStudy({
  name: 'encoder-families',
  title: 'One optimum for three encoders of a linear decoder',
  question:
    'With a linear decoder, does a deep linear or a nonlinear encoder change the optimum that a linear one reaches?',
  source: 'Lucas et al. 2019 (arXiv 1911.02469), figure 4. Widths, sizes and rates are ours.',
  sizes: {
    full: [
      {
        name: 'encoder-families',
        base: {
          ...base,
          dataset: images,
          model: { ...base.model, latentDim: 10 },
          train: { steps: 4000, logEvery: 100 },
        },
        axes: { model: encoders(64), seed: [0, 1, 2] },
      },
    ],
    quick: [
      {
        name: 'encoder-families',
        base: {
          ...base,
          dataset: gaussian,
          model: { ...base.model, latentDim: 3 },
          train: { steps: 1500, logEvery: 50 },
        },
        axes: { model: encoders(16) },
      },
    ],
  },
});
