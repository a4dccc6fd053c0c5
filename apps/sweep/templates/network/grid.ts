import { defineGrid } from '@collapse/trials';

export default defineGrid({
  name: 'name-of-it',
  description: 'The network in the decoder, at several widths',
  components: ['./component.ts'],
  base: {
    dataset: { name: 'synthetic', eigenvalues: [4, 2, 1, 0.5], dim: 8, count: 500 },
    model: { latentDim: 4, decoder: { network: 'name-of-it' } },
    likelihood: { kind: 'gaussian', variance: 0.5 },
    optimizer: { learningRate: 0.01 },
    train: { steps: 500, batchSize: 100 },
  },
  axes: { 'model.decoder.width': [8, 32], seed: [0, 1] },
});
