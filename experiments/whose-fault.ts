import { defineStudy } from '@collapse/trials';

/** What is done against collapse; encoder steps get as many decoder steps as the others. */
const remedies = (steps: number, warmupSteps: number) =>
  [
    {},
    { objective: { warmupSteps } },
    { train: { steps: 3 * steps, encoderSteps: 3 } },
    { model: { start: 'linear' } },
  ] as const;

export default defineStudy({
  name: 'whose-fault',
  title: 'Is collapse the objective’s fault or the optimiser’s?',
  question:
    'Do nonlinear VAEs collapse beyond the best linear VAE at the same beta × variance, and do beta warm-up, more encoder steps or a start at the linear solution change that?',
  source:
    'He et al. 2019 (arXiv 1901.05534) for lagging inference; Lucas et al. 2019 for the linear yardstick. Sizes are ours.',
  sizes: {
    full: [
      {
        name: 'whose-fault',
        base: {
          dataset: { name: 'mnist-1k' },
          model: {
            latentDim: 20,
            initialization: 'he-normal',
            encoder: { hidden: [64], variance: 'amortized' },
            decoder: { hidden: [64] },
          },
          likelihood: { variance: 0.1 },
          optimizer: { learningRate: 0.004, schedule: 'cosine' },
          train: { steps: 6000, batchSize: 100 },
          evaluation: { samples: 4 },
        },
        axes: { trial: remedies(6000, 3000), 'objective.beta': [1, 2, 5, 10, 20, 60], seed: [0, 1, 2] },
      },
    ],
    quick: [
      {
        name: 'whose-fault',
        base: {
          dataset: { name: 'synthetic', eigenvalues: [6, 3, 1.5, 0.7], dim: 8, count: 300, noise: 0.1, exact: true },
          model: {
            latentDim: 4,
            initialization: 'he-normal',
            encoder: { hidden: [16], variance: 'amortized' },
            decoder: { hidden: [16] },
          },
          likelihood: { variance: 0.5 },
          optimizer: { learningRate: 0.005, schedule: 'cosine' },
          train: { steps: 300, batchSize: 100 },
        },
        axes: { trial: remedies(300, 150), 'objective.beta': [1, 9, 16] },
      },
    ],
  },
});
