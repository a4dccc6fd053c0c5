import { defineStudy } from '@collapse/trials';

const linear = {
  dataset: { name: 'mnist-1k' },
  likelihood: { variance: 1, learn: 'scalar' },
} as const;
/** Not the notebook's: gets to the optimum itself. */
const converging = {
  ...linear,
  likelihood: { variance: 0.1, learn: 'scalar' },
  objective: { estimator: 'analytic', basis: 'eigen' },
  optimizer: { learningRate: 0.02, beta2: 0.99, schedule: 'cosine' },
} as const;

export default defineStudy({
  name: 'notebook',
  title: "The authors' notebook, and a maximum that was none",
  question: "Does the notebook's run come out again, and why does its trained ELBO exceed the maximum that it prints?",
  source:
    'The notebook published with Lucas et al. 2019 (arXiv 1911.02469): 1000 MNIST images, 200 latent dimensions, full batch, Adam 1e-3, 12,000 steps, decoder variance learned from 1.',
  sizes: {
    full: [
      {
        name: 'notebook',
        base: {
          ...linear,
          model: { latentDim: 200 },
          objective: { estimator: 'analytic' },
          optimizer: { learningRate: 0.001 },
          train: { steps: 12_000, logEvery: 200 },
        },
      },
      {
        name: 'notebook-to-the-end',
        base: {
          ...converging,
          model: { latentDim: 200 },
          optimizer: { ...converging.optimizer, schedule: 'exponential', finalFraction: 0.001 },
          train: { steps: 16_000, logEvery: 200 },
        },
      },
    ],
    quick: [
      {
        name: 'notebook',
        base: {
          ...linear,
          model: { latentDim: 5 },
          objective: { estimator: 'analytic', basis: 'eigen' },
          optimizer: { learningRate: 0.02 },
          train: { steps: 2000, logEvery: 50 },
        },
      },
      {
        name: 'notebook-to-the-end',
        base: { ...converging, model: { latentDim: 5 }, train: { steps: 2000, logEvery: 50 } },
      },
    ],
  },
});
