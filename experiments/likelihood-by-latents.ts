import { defineStudy } from '@collapse/trials';

const base = {
  dataset: { name: 'mnist-1k' },
  model: { encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
  objective: { estimator: 'analytic', basis: 'eigen' },
  // Many dimensions turn into place along flat ways: the long momentum carries them, and most steps go to small rates.
  optimizer: { learningRate: 0.05, beta1: 0.99, beta2: 0.99, schedule: 'exponential' },
  train: { steps: 12_000 },
} as const;
const learned = { variance: 0.1, learn: 'scalar' } as const;
/** Fixed to the maximum's own variance at `latentDim` dimensions of these images. */
const fixed = (variance: number) => ({ variance, learn: 'fixed' }) as const;
const latentDims = [50, 100, 150, 200, 250, 300];
const seeds = [0, 1, 2];

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
        base: { ...base, likelihood: learned },
        axes: { 'model.latentDim': latentDims, seed: seeds },
      },
      {
        name: 'likelihood-by-latents-fixed',
        // The best variance at 50 dimensions.
        base: { ...base, likelihood: fixed(0.0110049184) },
        axes: { 'model.latentDim': latentDims, seed: seeds },
      },
    ],
    quick: [
      {
        name: 'likelihood-by-latents',
        base: { ...base, optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' }, train: { steps: 3000 } },
        // The best variance at 10 dimensions.
        axes: { 'model.latentDim': [5, 10, 20], likelihood: [learned, fixed(0.032712847)] },
      },
    ],
  },
});
