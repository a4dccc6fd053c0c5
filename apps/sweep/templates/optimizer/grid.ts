import { defineGrid } from '@collapse/trials';

export default defineGrid({
  name: 'name-of-it',
  description: 'How far the optimizer gets in as many steps',
  components: ['./component.ts'],
  base: {
    dataset: { name: 'synthetic', eigenvalues: [4, 2, 1, 0.5], dim: 8, count: 500 },
    model: { latentDim: 4 },
    likelihood: { kind: 'gaussian', variance: 0.5 },
    optimizer: { name: 'name-of-it', schedule: 'cosine' },
    train: { steps: 500, batchSize: 100 },
  },
  axes: { 'optimizer.learningRate': [0.001, 0.01], seed: [0, 1] },
});
