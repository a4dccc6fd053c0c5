import { parseGrid } from '@collapse/trials';
import test from 'ava';
import { nameSettings } from '../../src/terminal/trial-settings.ts';

const base = { dataset: { name: 'mnist-1k' }, model: { latentDim: 2 }, train: { steps: 10 } };
const names = (axes: object) => {
  const grid = parseGrid({ name: 'a', base, axes }, 'grid.json');
  return grid.trials.map((_, index) => nameSettings(grid)(index));
};

test('a trial is named by its value on each axis, as the grid expands', (t) => {
  const axes = { 'objective.beta': [0.5, 1], seed: [0, 1, 2] };
  const { trials } = parseGrid({ name: 'a', base, axes }, 'grid.json');
  t.deepEqual(
    names(axes),
    trials.map(({ specification: { objective, seed } }) => `objective.beta=${objective.beta} seed=${seed}`),
  );
});

test('of settings that move together those that differ are named, two at most', (t) => {
  t.deepEqual(
    names({
      trial: [
        { model: { latentDim: 2, encoder: { hidden: [] } }, train: { batchSize: 10 } },
        { model: { latentDim: 2, encoder: { hidden: [8], activation: 'tanh' } }, train: { batchSize: 20 } },
      ],
    }),
    ['model.encoder.hidden=[] train.batchSize=10 ...', 'model.encoder.hidden=[8] train.batchSize=20 ...'],
  );
});

test('a grid of one trial', (t) => {
  t.deepEqual(names({}), ['the base']);
});
