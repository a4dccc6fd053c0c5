import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { hasLinearDecoder, hasLinearEncoder, trainsOnMoments } from '../src/index.ts';

const trial = (change: Partial<TrialInput>) =>
  trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [1], dim: 4, count: 10 },
    model: { latentDim: 2 },
    objective: { estimator: 'analytic' },
    train: { steps: 1 },
    ...change,
  });
const deep = { hidden: [3], activation: 'identity' as const };

test('only one layer each way, the whole data and no sampling train on the moments', (t) => {
  t.true(trainsOnMoments(trial({})));
  const others: Partial<TrialInput>[] = [
    { objective: {} },
    { train: { steps: 1, batchSize: 5 } },
    { model: { latentDim: 2, encoder: deep } },
    { model: { latentDim: 2, decoder: deep } },
    { model: { latentDim: 2, encoder: { hidden: [3] } } },
    { model: { latentDim: 2, encoder: { variance: 'amortized' } } },
    { model: { latentDim: 2, second: { latentDim: 1 } } },
    { dataset: { name: 'synthetic', eigenvalues: [1], dim: 4, count: 10, condition: { correlations: [0.5] } } },
  ];
  for (const change of others) t.false(trainsOnMoments(trial(change)), JSON.stringify(change));
});

test('deep linear networks are linear; an encoder of which the variance depends on x, or one of a part of the model, is not', (t) => {
  t.true(hasLinearDecoder(trial({ model: { latentDim: 2, decoder: deep } })));
  t.false(hasLinearDecoder(trial({ model: { latentDim: 2, decoder: { hidden: [3] } } })));
  t.true(hasLinearEncoder(trial({ model: { latentDim: 2, encoder: deep } })));
  t.false(hasLinearEncoder(trial({ model: { latentDim: 2, encoder: { ...deep, variance: 'amortized' } } })));
  t.false(hasLinearEncoder(trial({ model: { latentDim: 2, second: { latentDim: 1 } } })));
});
