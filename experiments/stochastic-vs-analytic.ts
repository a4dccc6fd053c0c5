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
  likelihood: { variance: 0.3, learn: 'scalar' },
  optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
} as const;

export default defineStudy({
  name: 'stochastic-vs-analytic',
  title: 'Does the stochastic ELBO end where the analytic one does?',
  question:
    'Does training on the sampled ELBO reach the same maximum as training on its closed form, and how much longer does it take?',
  source:
    'Lucas et al. 2019 (arXiv 1911.02469), figure 3. Full batch, one sample a data point; sizes and rates are ours.',
  sizes: {
    full: [
      {
        name: 'stochastic-vs-analytic',
        base: {
          ...base,
          dataset: images,
          model: { latentDim: 20 },
          train: { steps: 4000, logEvery: 100 },
        },
        axes: { 'objective.estimator': ['analytic', 'stochastic'], seed: [0, 1, 2] },
      },
    ],
    quick: [
      {
        name: 'stochastic-vs-analytic',
        base: {
          ...base,
          dataset: gaussian,
          model: { latentDim: 3 },
          train: { steps: 1500, logEvery: 50 },
        },
        axes: { 'objective.estimator': ['analytic', 'stochastic'] },
      },
    ],
  },
});
