import { defineStudy } from '@collapse/trials';

const linear = {
  model: { encoder: { hidden: [], variance: 'shared' }, decoder: { hidden: [] } },
  objective: { estimator: 'analytic', basis: 'eigen' },
  optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
} as const;
const nonlinear = (width: number) =>
  ({
    model: {
      initialization: 'he-normal',
      encoder: { hidden: [width], variance: 'amortized' },
      decoder: { hidden: [width] },
    },
    objective: { estimator: 'stochastic' },
    optimizer: { learningRate: 0.004, schedule: 'cosine' },
  }) as const;
/** 0.125, 0.25 .. 32 and 0.03125 .. 8: each product beta × variance comes several times; networks train long, in every other column. */
const powers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from * 2 ** index);

export default defineStudy({
  name: 'phase-diagram',
  title: 'The phases of posterior collapse',
  question:
    'In the plane of beta and decoder variance, do the lines beta × variance = λᵢ of the closed form bound where dimensions are in use, for linear and for nonlinear VAEs?',
  source: 'arXiv 2510.01621 (complete collapse where the decoder variance exceeds λ₁); Lucas et al. 2019.',
  sizes: {
    full: [
      {
        name: 'phase-diagram-linear',
        base: {
          ...linear,
          dataset: { name: 'mnist-1k' },
          model: { ...linear.model, latentDim: 20 },
          train: { steps: 4000 },
        },
        axes: { 'objective.beta': powers(0.125, 9), 'likelihood.variance': powers(0.03125, 9) },
      },
      {
        name: 'phase-diagram-nonlinear',
        base: {
          ...nonlinear(64),
          dataset: { name: 'mnist-1k' },
          model: { ...nonlinear(64).model, latentDim: 20 },
          train: { steps: 6000, batchSize: 100 },
        },
        axes: { 'objective.beta': powers(0.125, 9), 'likelihood.variance': [0.03125, 0.125, 0.5, 2, 8] },
      },
    ],
    quick: [
      {
        name: 'phase-diagram-linear',
        base: {
          ...linear,
          dataset: {
            name: 'synthetic',
            eigenvalues: [10, 5, 2.5, 1.2, 0.6],
            dim: 12,
            count: 200,
            noise: 0.02,
            exact: true,
          },
          model: { ...linear.model, latentDim: 5 },
          train: { steps: 1500 },
        },
        axes: { 'objective.beta': [0.25, 1, 4, 16], 'likelihood.variance': [0.1, 0.4, 1.6] },
      },
      {
        name: 'phase-diagram-nonlinear',
        base: {
          ...nonlinear(32),
          dataset: {
            name: 'synthetic',
            eigenvalues: [10, 5, 2.5, 1.2, 0.6],
            dim: 12,
            count: 200,
            noise: 0.02,
            exact: true,
          },
          model: { ...nonlinear(32).model, latentDim: 5 },
          train: { steps: 600, batchSize: 50 },
        },
        axes: { 'objective.beta': [1, 16], 'likelihood.variance': [0.1, 1.6] },
      },
    ],
  },
});
