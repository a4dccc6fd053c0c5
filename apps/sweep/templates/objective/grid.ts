import { defineGrid } from '@collapse/trials';

export default defineGrid({
  name: 'name-of-it',
  description: 'What is left of the latent space at each capacity',
  components: ['./component.ts'],
  base: {
    dataset: { name: 'synthetic', eigenvalues: [4, 2, 1, 0.5], dim: 8, count: 500 },
    model: { latentDim: 4 },
    likelihood: { kind: 'gaussian', variance: 0.5 },
    objective: { kind: 'name-of-it', beta: 4 },
    optimizer: { learningRate: 0.01 },
    train: { steps: 500, batchSize: 100 },
  },
  axes: { 'objective.capacity': [0, 2, 4], seed: [0, 1] },
});
