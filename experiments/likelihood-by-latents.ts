import { defineStudy } from '@collapse/trials';

const base = {
  dataset: { name: 'mnist-1k' },
  model: { encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
  objective: { estimator: 'analytic', basis: 'eigen' },
  optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
} as const;
const learned = { variance: 0.1, learn: 'scalar' } as const;
/** Fixed to the maximum's own variance at `latentDim` dimensions of these images. */
const fixed = (variance: number) => ({ variance, learn: 'fixed' }) as const;
const latentDims = [50, 100, 150, 200, 250, 300];

export default defineStudy({
  name: 'likelihood-by-latents',
  title: 'The supremum of the ELBO is the maximum of log p(x)',
  question:
    'Does the ELBO of a linear VAE reach the exact maximum of the log-likelihood for every number of latent dimensions, with the decoder variance learned and fixed?',
  source: 'Lucas et al. 2019 (arXiv 1911.02469), figure 2: 1000 MNIST images, 50 to 300 latent dimensions.',
  sizes: {
    full: [
      {
        name: 'likelihood-by-latents-learned',
        // A smaller variance leaves more to tell apart: most steps go to small rates.
        base: {
          ...base,
          likelihood: learned,
          optimizer: { ...base.optimizer, schedule: 'exponential', finalFraction: 0.001 },
          train: { steps: 12_000 },
        },
        axes: { 'model.latentDim': latentDims },
      },
      {
        name: 'likelihood-by-latents-fixed',
        // The best variance at 50 dimensions.
        base: { ...base, likelihood: fixed(0.0110049184), train: { steps: 5000 } },
        axes: { 'model.latentDim': latentDims },
      },
    ],
    quick: [
      {
        name: 'likelihood-by-latents',
        base: { ...base, train: { steps: 3000 } },
        // The best variance at 10 dimensions.
        axes: { 'model.latentDim': [5, 10, 20], likelihood: [learned, fixed(0.032712847)] },
      },
    ],
  },
});
