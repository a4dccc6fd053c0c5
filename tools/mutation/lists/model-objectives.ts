import type { MutatedFile } from '../mutation.ts';

export const modelObjectives: readonly MutatedFile[] = [
  {
    file: 'libs/models/src/contracts/objective.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [{ find: 'ops.mul(weight, meanKl())', replace: 'ops.mul(1, meanKl())', means: 'beta is ignored' }],
  },
  {
    file: 'libs/models/src/objectives/elbo.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'ops.sub(reconstruction, weightedKl(ops, terms.levels));',
        replace: 'reconstruction;',
        means: 'the ELBO is the reconstruction',
      },
      {
        find: 'value - weight * kl, reconstruction',
        replace: 'value - kl, reconstruction',
        means: 'beta is ignored by what is measured',
        tests: ['objectives/measured.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/free-bits.ts',
    tests: ['objectives/free-bits.test.ts'],
    mutations: [
      {
        find: 'ops.maximum(kl, free.nats)',
        replace: 'ops.relu(ops.sub(kl, free.nats))',
        means: 'the free nats are not charged as the floor that they are',
      },
      {
        find: '? ops.sum(hinge(kl), -1) : hinge(ops.sum(kl, -1));',
        replace: '? hinge(ops.sum(kl, -1)) : ops.sum(hinge(kl), -1);',
        means: 'of each data point, the total for the dimensions',
      },
      {
        find: '? ops.sum(hinge(means), -1) : hinge(ops.sum(means, -1));',
        replace: '? hinge(ops.sum(means, -1)) : ops.sum(hinge(means), -1);',
        means: 'of the batch, the total for the dimensions',
      },
      {
        find: "if (free.over === 'example') {\n        const kl",
        replace: "if (free.over === 'batch') {\n        const kl",
        means: 'the mean for each data point',
      },
      { find: 'ops.mul(level.weight, charged(level))', replace: 'charged(level)', means: 'beta is ignored' },
      {
        find: "if (free.per === 'total') return Math.max(free.nats, level.kl);",
        replace: '',
        means: 'what is measured has its nats per dimension always',
      },
      {
        find: "per === 'dimension' ? Math.max(nats, kl) : kl",
        replace: 'kl',
        means: 'what is measured of each data point forgets the free nats of a dimension',
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/reduction-weights.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'return { reconstruction: perElement, kl: 1 };',
        replace: 'return { reconstruction: perElement, kl: 1 / batchSize };',
        means: 'mean-sum is mean-batch',
      },
      {
        find: '1 / (batchSize * latentDim)',
        replace: '1 / latentDim',
        means: 'mean-mean does not divide by the batch size',
      },
      {
        find: 'return { reconstruction: 1 / batchSize, kl: 1 / batchSize };',
        replace: 'return { reconstruction: 1, kl: 1 };',
        means: 'batch-batch is sum-sum',
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/written-loss.ts',
    tests: ['objectives/objectives.test.ts', 'objectives/measured.test.ts'],
    mutations: [
      {
        find: 'ops.mul(kl, weights.kl * sizes.batchSize)',
        replace: 'ops.mul(kl, weights.kl)',
        means: 'the KL of a loss as written is that of one point of a batch',
      },
      {
        find: "case 'mean-sum':\n        return batchSize;",
        replace: "case 'mean-sum':\n        return 1;",
        means: 'a nat of a summed KL is worth a nat',
      },
      {
        find: '-2 * gaussian.variance *',
        replace: '-gaussian.variance *',
        means: 'half the squared error is measured',
      },
    ],
  },
];
