import test from 'ava';
import { summarizeBy, summarizeOverSeeds } from '../src/summarize-over-seeds.ts';
import { type TrialRow, trialRow } from '../src/trial-rows.ts';
import { variedAxes } from '../src/varied-axes.ts';
import { fixtureStudy } from './fixture-study.ts';

const study = fixtureStudy({
  betas: [1, 2],
  variances: [0.1],
  models: ['linear'],
  seeds: [0, 1, 2],
  failure: ({ objective, seed }) => (objective.beta === 2 && seed > 0 ? 'diverged' : null),
});
const elbos = new Map([
  [0, 1],
  [1, 2],
  [2, 6],
]);
const rows = Array.from(study.results, trialRow).map((row): TrialRow => {
  const elbo = row.status === 'done' ? (elbos.get(Number(row.fields.seed)) ?? null) : null;
  return { ...row, metrics: { ...row.metrics, elbo, log_likelihood: null } };
});
const axes = variedAxes(study.grid, rows);

test('mean, sample deviation, range and count over seeds, worked by hand', (t) => {
  const [first] = summarizeOverSeeds(rows, axes, ['elbo', 'log_likelihood']);
  t.is(first?.rows.length, 3);
  t.deepEqual([first?.done, first?.failed], [3, 0]);
  const spread = first?.spreads.elbo;
  t.is(spread?.count, 3);
  t.is(spread?.mean, 3);
  // Squared distances from 3 are 4, 1 and 9: 14 over 2 is 7.
  t.true(Math.abs((spread?.deviation ?? 0) - Math.sqrt(7)) < 1e-12);
  t.deepEqual([spread?.minimum, spread?.maximum], [1, 6]);
  t.is(first?.spreads.log_likelihood, null);
});

test('failed seeds are counted and leave the rest its spread', (t) => {
  const [, second] = summarizeOverSeeds(rows, axes, ['elbo']);
  t.deepEqual([second?.done, second?.failed], [1, 2]);
  t.deepEqual(second?.spreads.elbo, { count: 1, mean: 1, deviation: 0, minimum: 1, maximum: 1 });
});

test('groups by any axes, with values made from rows', (t) => {
  const seedAxis = axes.filter((axis) => axis.path === 'seed');
  const groups = summarizeBy(
    rows,
    seedAxis,
    [],
    [{ name: 'twice', of: (row) => row.metrics.elbo && 2 * row.metrics.elbo }],
  );
  t.deepEqual(
    groups.map((group) => [group.rows.length, group.spreads.twice?.mean]),
    [
      [2, 2],
      [2, 4],
      [2, 12],
    ],
  );
});

test('a study without axes or rows has one or no group', (t) => {
  t.is(summarizeOverSeeds(rows.slice(0, 1), [], ['elbo']).length, 1);
  t.deepEqual(summarizeOverSeeds([], axes, ['elbo']), []);
});
