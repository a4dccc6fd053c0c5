import { defineGrid } from '@collapse/trials';

/** The harness's own test: training must end where the closed form says, with the dimensions that it says. */
export default defineGrid({
  name: 'linear-optimum',
  description: 'Linear VAEs at fixed decoder variance: does training reach the closed-form optimum, in either basis?',
  base: {
    dataset: { name: 'mnist-1k', scaling: 'unit' },
    model: { latentDim: 50, encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
    likelihood: { kind: 'gaussian', learn: 'fixed' },
    objective: { estimator: 'analytic' },
    optimizer: { name: 'adam', learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
    train: { steps: 6000, batchSize: 'full' },
    seed: 0,
  },
  axes: {
    'objective.basis': ['eigen', 'pixel'],
    'objective.beta': [0.5, 1, 2],
    'likelihood.variance': [0.03, 0.1, 0.3, 1],
  },
});
