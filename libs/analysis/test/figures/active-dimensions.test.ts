import { linearityOf } from '@collapse/models';
import test from 'ava';
import { chooseAxes } from '../../src/choose-axes.ts';
import { activeDimensionsFigure } from '../../src/figures/active-dimensions.ts';
import { activeDimensionsTable } from '../../src/figures/active-dimensions-table.ts';
import { renderSvg } from '../../src/figures/render-svg.ts';
import { trialRow } from '../../src/trial-rows.ts';
import { variedAxes } from '../../src/varied-axes.ts';
import { type FixtureOptions, fixtureStudy } from '../fixture-study.ts';
import { matchesSnapshot } from './snapshot.ts';

function tableOf(options: FixtureOptions) {
  const study = fixtureStudy(options);
  const rows = Array.from(study.results, trialRow);
  const axes = variedAxes(study.grid, rows);
  return activeDimensionsTable(rows, axes, chooseAxes(axes), 6);
}

const WITH_GAPS: FixtureOptions = {
  seeds: [0, 1],
  failure: ({ objective, likelihood, seed }) => {
    if (objective.beta === 4 && likelihood.variance === 0.3) return 'diverged';
    return objective.beta === 2 && seed === 1 ? 'worker-died' : null;
  },
  missing: ({ objective, likelihood, model }) =>
    objective.beta === 0.5 && likelihood.variance === 0.03 && linearityOf(model).decoder === null,
};

test('as drawn for a desk', async (t) => {
  await matchesSnapshot(t, activeDimensionsFigure(tableOf({}), 'wide'), 'active-dimensions');
});

test('as drawn for a phone, with failed and missing cells', async (t) => {
  await matchesSnapshot(t, activeDimensionsFigure(tableOf(WITH_GAPS), 'narrow'), 'active-dimensions-narrow');
});

test('every cell of the grid is there, whatever became of its trials', (t) => {
  const table = tableOf(WITH_GAPS);
  t.deepEqual(
    table.panels.map((panel) => panel.label),
    ['linear', 'MLP\u00a0256\u00a0ReLU'],
  );
  for (const panel of table.panels) t.is(panel.cells.length, 12);
  const cell = (x: string, y: string) => table.panels[1]?.cells.find((one) => one.x === x && one.y === y);
  t.is(cell('4', '0.3')?.state, 'failed');
  t.is(cell('2', '0.1')?.state, 'partly-failed');
  t.is(cell('0.5', '0.03')?.state, 'missing');
  t.is(cell('1', '0.3')?.state, 'done');
  t.is(cell('1', '0.3')?.predicted, 9);
  t.is(cell('1', '0.3')?.measured, 7);
});

test('values and marks are printed in the cells', async (t) => {
  const svg = await renderSvg(activeDimensionsFigure(tableOf(WITH_GAPS), 'wide'), 'a');
  for (const text of ['×', '–', '13*', '16', 'decoder variance', 'beta', 'closed form (linear VAE)']) {
    t.true(svg.includes(`>${text}</text>`), text);
  }
});

test('without a closed form there is no predicted side', async (t) => {
  const table = tableOf({ likelihood: 'bernoulli', models: ['mlp'] });
  t.false(table.predicted);
  t.false((await renderSvg(activeDimensionsFigure(table, 'wide'), 'a')).includes('closed form'));
});

test('values are left out and a scale drawn where cells are small', async (t) => {
  const betas = Array.from({ length: 40 }, (_, index) => 1.1 ** index);
  const svg = await renderSvg(activeDimensionsFigure(tableOf({ betas, models: ['linear'] }), 'wide'), 'a');
  t.true(svg.includes('>active dimensions</text>'));
});
