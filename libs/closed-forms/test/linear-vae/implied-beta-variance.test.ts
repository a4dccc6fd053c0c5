import test from 'ava';
import { ClosedFormError, impliedBetaVariance, type Reduction } from '../../src/index.ts';

test('beta * variance of each loss as written, MNIST at batch 128', (t) => {
  const table: readonly [Reduction, number][] = [
    ['elbo', 0.2],
    ['sum-sum', 2 / 2],
    ['batch-batch', 2 / 2],
    ['mean-sum', (2 * 128 * 784) / 2],
    ['mean-batch', (2 * 784) / 2],
    ['mean-mean', (2 * 784) / (2 * 50)],
  ];
  for (const [reduction, expected] of table) {
    const settings = { reduction, beta: 2, variance: 0.1, batchSize: 128, dim: 784, latentDim: 50 };
    t.true(Math.abs(impliedBetaVariance(settings) / expected - 1) < 1e-12, reduction);
  }
  // mse_loss(mean) + kl.sum() at beta = 1: ten thousand times MNIST's largest eigenvalue.
  const careless = { reduction: 'mean-sum', beta: 1, variance: 1, batchSize: 128, dim: 784, latentDim: 50 } as const;
  t.true(Math.abs(impliedBetaVariance(careless) - 50176) < 1e-6);
});

test('a batch size of 0 is refused', (t) => {
  const settings = { reduction: 'mean-sum', beta: 1, variance: 1, batchSize: 0, dim: 784, latentDim: 50 } as const;
  t.is(t.throws(() => impliedBetaVariance(settings), { instanceOf: ClosedFormError }).field, 'batchSize');
});
