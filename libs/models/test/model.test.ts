import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { hasLinearDecoder, hasLinearEncoder, trainsOnMoments } from '../src/index.ts';

const specification = (change: Partial<TrialInput> = {}) =>
  trialSpecification.parse({
    dataset: { name: 'mnist-1k' },
    model: { latentDim: 4 },
    objective: { estimator: 'analytic' },
    train: { steps: 10 },
    ...change,
  });

test('training needs the covariance alone where the model is linear, the objective analytic and the batch all of the data', (t) => {
  t.true(trainsOnMoments(specification()));
  t.true(trainsOnMoments(specification({ likelihood: { learn: 'per-dimension' } })));
  const others: Partial<TrialInput>[] = [
    { train: { steps: 10, batchSize: 1000 } },
    { objective: { estimator: 'stochastic' } },
    { model: { latentDim: 4, encoder: { hidden: [3] } } },
    { model: { latentDim: 4, encoder: { variance: 'amortized' } } },
    { model: { latentDim: 4, encoder: { channels: [3] } } },
    { model: { latentDim: 4, decoder: { hidden: [3] } } },
    { model: { latentDim: 4, decoder: { channels: [3] } } },
    { model: { latentDim: 4, second: { latentDim: 2 } } },
    { dataset: { name: 'mnist-1k', condition: 'left-half' } },
  ];
  for (const change of others) t.false(trainsOnMoments(specification(change)), JSON.stringify(change));
});

const deep = { hidden: [3], activation: 'identity' as const };

test('deep linear networks are linear; an encoder of which the variance depends on x, or one of a part of the model, is not', (t) => {
  t.true(hasLinearDecoder(specification({ model: { latentDim: 2, decoder: deep } })));
  t.false(hasLinearDecoder(specification({ model: { latentDim: 2, decoder: { hidden: [3] } } })));
  t.true(hasLinearEncoder(specification({ model: { latentDim: 2, encoder: deep } })));
  t.false(hasLinearEncoder(specification({ model: { latentDim: 2, encoder: { ...deep, variance: 'amortized' } } })));
  t.false(hasLinearEncoder(specification({ model: { latentDim: 2, second: { latentDim: 1 } } })));
});
