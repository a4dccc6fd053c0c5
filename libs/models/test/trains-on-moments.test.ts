import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { hasLinearDecoder, hasLinearEncoder, named, parameterDefinitions, trainsOnMoments } from '../src/index.ts';

const synthetic: TrialInput['dataset'] = { name: 'synthetic', eigenvalues: [1], dim: 4, count: 9 };

function specificationOf(change: Partial<TrialInput>) {
  return trialSpecification.parse({
    dataset: synthetic,
    model: { latentDim: 3 },
    objective: { estimator: 'analytic' },
    train: { steps: 1 },
    ...change,
  });
}

test('training needs the moments alone for a whole linear VAE on the full batch, and for nothing else', (t) => {
  t.true(trainsOnMoments(specificationOf({})));
  const others: Partial<TrialInput>[] = [
    { train: { steps: 1, batchSize: 3 } },
    { objective: { estimator: 'stochastic' } },
    { model: { latentDim: 3, encoder: { variance: 'amortized' } } },
    { model: { latentDim: 3, encoder: { hidden: [4] } } },
    { model: { latentDim: 3, encoder: { channels: [4] } } },
    { model: { latentDim: 3, decoder: { channels: [4] } }, objective: {} },
    { model: { latentDim: 3, decoder: { hidden: [4] } }, objective: {} },
    { model: { latentDim: 3, second: { latentDim: 2 } } },
    { dataset: { ...synthetic, condition: { correlations: [0.5] } } },
  ];
  for (const change of others) t.false(trainsOnMoments(specificationOf(change)), JSON.stringify(change));
  t.deepEqual(
    others.map((change) => hasLinearEncoder(specificationOf(change))),
    [true, true, false, false, false, true, true, false, false],
  );
  t.deepEqual(
    others.map((change) => hasLinearDecoder(specificationOf(change))),
    [true, true, true, true, true, false, false, true, true],
  );
});

test('a second level starts like a linear layer each way, with a posterior variance of 1', (t) => {
  const definitions = parameterDefinitions(specificationOf({ model: { latentDim: 4, second: { latentDim: 1 } } }), 9);
  t.deepEqual(Object.fromEntries(Object.entries(definitions).filter(([name]) => name.includes('second'))), {
    'encoder.second.weights': { shape: [4, 1], start: { normal: 0.5 } },
    'encoder.second.biases': { shape: [1, 1], start: { constant: 0 } },
    'encoder.second.logVariance': { shape: [1, 1], start: { constant: 0 } },
    'decoder.second.weights': { shape: [1, 4], start: { normal: 1 } },
    'decoder.second.biases': { shape: [1, 4], start: { constant: 0 } },
  });
});

test('a parameter that is not there is named, with those that are', (t) => {
  t.is(named({ a: 0 }, 'a'), 0);
  t.throws(() => named({ a: 1, b: 2 }, 'c'), { message: 'c is missing; there are a, b' });
});
