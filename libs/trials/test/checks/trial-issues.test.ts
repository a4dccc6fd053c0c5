import test from 'ava';
import { GridError, parseGrid } from '../../src/index.ts';
import { base, facts, issuesOf } from '../support/grid-issues.ts';

const fields = (input: unknown) => issuesOf(input).map(({ field }) => field);

test('mistakes of the grid, its axes, its base and its combinations are told in one go', (t) => {
  const grid = {
    name: 'no/name',
    colour: 'red',
    base: {
      dataset: { name: 'minst' },
      model: { latentDim: -3, encoder: { hiden: [64] } },
      likelihood: { kind: 'bernoulli', learn: 'scalar' },
      objective: { beta: '1', estimator: 'analytic' },
      train: { step: 100 },
    },
    axes: { 'objective.beta': [1, 2], 'objective.betta': [1], seed: [0, 0] },
  };
  t.deepEqual(
    new Set(fields(grid)),
    new Set([
      'name',
      'colour',
      'axes["objective.betta"]',
      'axes["seed"]',
      'dataset.name',
      'model.latentDim',
      'model.encoder.hiden',
      'train.steps',
      'train.step',
      'likelihood.kind',
      'likelihood.learn',
      'objective.beta',
    ]),
  );
});

test('what an axis replaces in every trial is checked too, what the axis supplies is not missed', (t) => {
  const grid = {
    name: 'a',
    base: { ...base, objective: { beta: 'one' }, train: {} },
    axes: { 'objective.beta': [1], 'train.steps': [5] },
  };
  t.deepEqual(fields(grid), ['objective.beta']);
});

test('a wrong field brings no error about the values that stand in for it', (t) => {
  const { dataset, model } = base;
  t.deepEqual(fields({ name: 'a', base: { dataset, model, train: { steps: -1 }, objective: { warmupSteps: 7 } } }), [
    'train.steps',
  ]);
  t.deepEqual(fields({ name: 'a', base: { ...base, model: { latentDim: 'many', second: { latentDim: 9 } } } }), [
    'model.latentDim',
  ]);
  t.deepEqual(
    fields({
      name: 'a',
      base: { ...base, dataset: { name: 'mnist-1k', scaling: 'unti' }, train: { steps: 1, batchSize: 5000 } },
    }),
    ['dataset.scaling'],
  );
});

test('data of rank 1 with a learned variance are told of without an impossible width', (t) => {
  const input = { name: 'a', base: { ...base, likelihood: { learn: 'scalar' } } };
  const flat = () => parseGrid(input, 'grid.json', { datasetFacts: () => ({ ...facts, rank: 1 }) });
  const error = t.throws(flat, { instanceOf: GridError });
  t.deepEqual(error?.issues[0], {
    field: 'likelihood.learn',
    expected: '"fixed" for data of rank 1, which any latent dimension holds whole',
    received: '"scalar"',
    remedy:
      'Write "fixed", or set likelihood.varianceFloor: without one the likelihood has no maximum, its variance goes to 0.',
  });
});
