import { linearityOf } from '@collapse/models';
import test from 'ava';
import { checkTrial, type DatasetFacts } from '../../src/checks/check-trial.ts';
import { type TrialInput, trialSpecification } from '../../src/index.ts';

const modelOf = (model: TrialInput['model']) =>
  trialSpecification.parse({ dataset: { name: 'mnist-1k' }, model, train: { steps: 1 } }).model;

test('a network is linear without hidden layers, or where they have no activation', (t) => {
  const linear = (decoder: NonNullable<TrialInput['model']['decoder']>) =>
    linearityOf(modelOf({ latentDim: 2, decoder })).decoder !== null;
  t.true(linear({}));
  t.true(linear({ activation: 'tanh' }));
  t.true(linear({ hidden: [5, 3], activation: 'identity' }));
  t.false(linear({ hidden: [5] }));
  t.false(linear({ hidden: [5], activation: 'identity', channels: [4] }));
});

test('the narrowest hidden layer of a deep linear network bounds what the codes carry, that of another does not', (t) => {
  const width = (model: Partial<TrialInput['model']>) => linearityOf(modelOf({ latentDim: 4, ...model })).width;
  t.is(width({}), 4);
  t.is(width({ decoder: { hidden: [9, 3, 8], activation: 'identity' } }), 3);
  t.is(
    width({ encoder: { hidden: [2], activation: 'identity' }, decoder: { hidden: [3], activation: 'identity' } }),
    2,
  );
  t.is(width({ encoder: { hidden: [2] }, decoder: { hidden: [3], activation: 'tanh' } }), 4);
});

test('a learned variance needs fewer dimensions than the rank of the data, as many as the networks carry, or a floor', (t) => {
  const facts: DatasetFacts = { dim: 12, count: 100, rank: 4 };
  const fields = (model: TrialInput['model'], varianceFloor = 0) => {
    const likelihood = { learn: 'scalar', varianceFloor } as const;
    const input = { dataset: { name: 'mnist-1k' }, model, likelihood, train: { steps: 1 } };
    return checkTrial(trialSpecification.parse(input), facts).map(({ field }) => field);
  };
  t.deepEqual(fields({ latentDim: 4 }), ['model.latentDim']);
  t.deepEqual(fields({ latentDim: 4 }, 0.01), []);
  t.deepEqual(fields({ latentDim: 3 }), []);
  t.deepEqual(fields({ latentDim: 4, decoder: { hidden: [3], activation: 'identity' } }), []);
});
