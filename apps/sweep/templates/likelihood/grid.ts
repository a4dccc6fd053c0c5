import { defineGrid } from '@collapse/trials';

export default defineGrid({
  name: 'name-of-it',
  description: 'How much of the latent space is used at each scale of the density',
  components: ['./component.ts'],
  base: {
    dataset: { name: 'synthetic', eigenvalues: [4, 2, 1, 0.5], dim: 8, count: 500 },
    model: { latentDim: 4 },
    likelihood: { kind: 'name-of-it' },
    optimizer: { learningRate: 0.01 },
    train: { steps: 500, batchSize: 100 },
  },
  axes: { 'likelihood.scale': [0.25, 0.5, 1], seed: [0, 1] },
});
