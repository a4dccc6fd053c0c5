import { defineGrid } from '@collapse/trials';

/** 24 trials in about a minute on two cores: which dimensions collapse, and is it the objective or the network? */
export default defineGrid({
  name: 'demo',
  description:
    'A linear VAE, whose collapse is known in closed form, beside a nonlinear one, over beta and the decoder variance.',
  base: {
    dataset: { name: 'mnist-1k', scaling: 'unit' },
    model: { latentDim: 20, encoder: { variance: 'shared' } },
    likelihood: { kind: 'gaussian', learn: 'fixed' },
    optimizer: { name: 'adam', schedule: 'cosine' },
    seed: 0,
  },
  axes: {
    trial: [
      {
        model: { encoder: { hidden: [] }, decoder: { hidden: [] } },
        objective: { estimator: 'analytic', basis: 'eigen' },
        optimizer: { learningRate: 0.02, beta2: 0.99 },
        train: { steps: 4000, batchSize: 'full' },
      },
      {
        model: {
          initialization: 'he-normal',
          encoder: { hidden: [128], variance: 'amortized' },
          decoder: { hidden: [128] },
        },
        objective: { estimator: 'stochastic' },
        optimizer: { learningRate: 0.002 },
        train: { steps: 1500, batchSize: 100 },
      },
    ],
    'objective.beta': [0.5, 1, 2, 4],
    'likelihood.variance': [0.1, 0.3, 1],
  },
});
