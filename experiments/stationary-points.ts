import { defineStudy } from '@collapse/trials';

const base = {
  dataset: { name: 'mnist-1k' },
  model: { latentDim: 7, encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
  objective: { estimator: 'analytic', basis: 'eigen' },
  optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
} as const;

/** Below, between and above the eigenvalues of components 5 and 7, which are 2.51 and 1.81. */
const variances = [1, 2.1, 3];

export default defineStudy({
  name: 'stationary-points',
  title: 'The decoder variance decides what a stationary point is',
  question:
    'A zero column of W is a stationary point of the marginal likelihood: is it a saddle that training leaves, or a maximum that it stays in?',
  source: 'Lucas et al. 2019 (arXiv 1911.02469), figure 1.',
  sizes: {
    full: [
      {
        name: 'stationary-points',
        base: { ...base, train: { steps: 4000 } },
        axes: { 'likelihood.variance': variances, seed: [0, 1, 2] },
      },
    ],
    quick: [
      {
        name: 'stationary-points',
        base: { ...base, train: { steps: 1500 } },
        axes: { 'likelihood.variance': variances },
      },
    ],
  },
});
