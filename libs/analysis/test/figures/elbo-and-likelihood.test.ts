import test from 'ava';
import { chooseAxes } from '../../src/choose-axes.ts';
import { elboAndLikelihoodFigure } from '../../src/figures/elbo-and-likelihood.ts';
import { likelihoodTable } from '../../src/figures/elbo-and-likelihood-table.ts';
import { renderSvg } from '../../src/figures/render-svg.ts';
import { trialRow } from '../../src/trial-rows.ts';
import { variedAxes } from '../../src/varied-axes.ts';
import { type FixtureOptions, fixtureStudy } from '../fixture-study.ts';
import { matchesSnapshot } from './snapshot.ts';

function tableOf(options: FixtureOptions, limit = 12) {
  const study = fixtureStudy(options);
  const rows = Array.from(study.results, trialRow);
  const axes = variedAxes(study.grid, rows);
  return likelihoodTable(rows, axes, chooseAxes(axes), limit);
}

test('as drawn for a desk, with spread over seeds', async (t) => {
  await matchesSnapshot(t, elboAndLikelihoodFigure(tableOf({ seeds: [0, 1, 2] }), 'wide'), 'elbo-and-likelihood');
});

test('one trial has marks for its bounds', async (t) => {
  const table = tableOf({ betas: [1], variances: [0.1], models: ['linear'] });
  t.is(table.panels.length, 1);
  await matchesSnapshot(t, elboAndLikelihoodFigure(table, 'wide'), 'elbo-and-likelihood-one-trial');
});

test('a panel for each combination of the other axes, points along x with their range', (t) => {
  const table = tableOf({ seeds: [0, 1, 2] });
  t.is(table.panelCount, 6);
  t.is(table.xKind, 'logarithmic');
  t.true(table.hasSpread);
  for (const { points } of table.panels) {
    t.is(points.length, 4);
    for (const point of points) {
      t.true(point.elboMinimum <= point.elbo && point.elbo <= point.elboMaximum);
      t.true((point.elboAtOptimum ?? Number.NaN) <= (point.ppcaMaximum ?? Number.NaN) + 1e-9);
    }
  }
  t.is(tableOf({}, 4).panels.length, 4);
});

test('without a closed form only what was measured is drawn and named', async (t) => {
  const table = tableOf({ likelihood: 'bernoulli', models: ['mlp'] });
  const svg = await renderSvg(elboAndLikelihoodFigure(table, 'narrow'), 'a');
  t.true(svg.includes('trained ELBO'));
  t.false(/pPCA|closed-form|log-likelihood/.test(svg.replace(/aria-label="[^"]*"/g, '')));
});
