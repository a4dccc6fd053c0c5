import { defineStudy } from '@collapse/trials';

const base = {
  dataset: { name: 'mnist-1k' },
  model: { encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
  objective: { estimator: 'analytic', basis: 'eigen' },
  optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
} as const;

/** Learned, and fixed to the maximum's own variance at `latentDim` dimensions of these images. */
const likelihoods = (variance: number) => [
  { variance: 0.1, learn: 'scalar' as const },
  { variance, learn: 'fixed' as const },
];

export default defineStudy({
  name: 'likelihood-by-latents',
  title: 'The supremum of the ELBO is the maximum of log p(x)',
  question:
    'Does the ELBO of a linear VAE reach the exact maximum of the log-likelihood for every number of latent dimensions, with the decoder variance learned and fixed?',
  source: 'Lucas et al. 2019 (arXiv 1911.02469), figure 2: 1000 MNIST images, 50 to 300 latent dimensions.',
  sizes: {
    full: [
      {
        name: 'likelihood-by-latents',
        base: { ...base, train: { steps: 6000 } },
        axes: {
          'model.latentDim': [50, 100, 150, 200, 250, 300],
          // The best variance at 50 dimensions.
          likelihood: likelihoods(0.0110049184),
        },
      },
    ],
    quick: [
      {
        name: 'likelihood-by-latents',
        base: { ...base, train: { steps: 3000 } },
        axes: {
          'model.latentDim': [5, 10, 20],
          // The best variance at 10 dimensions.
          likelihood: likelihoods(0.032712847),
        },
      },
    ],
  },
});
