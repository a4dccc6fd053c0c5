import test from 'ava';
import fc from 'fast-check';
import { evenlySpaced, selectTrials } from '../src/select-trials.ts';
import { trialRow } from '../src/trial-rows.ts';
import { variedAxes } from '../src/varied-axes.ts';
import { fixtureStudy } from './fixture-study.ts';

test('evenly spaced elements: as many as asked, in order, both ends among them', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 2, max: 12 }), (length, count) => {
      const elements = Array.from({ length }, (_, index) => index);
      const chosen = evenlySpaced(elements, count);
      t.is(chosen.length, Math.min(length, count));
      t.deepEqual(
        chosen,
        chosen.toSorted((one, other) => one - other),
      );
      if (length > 0) t.deepEqual([chosen[0], chosen.at(-1)], [0, length - 1]);
    }),
  );
  t.deepEqual(evenlySpaced([1, 2, 3], 1), [2]);
});

test('trials of each model from the least to the greatest beta x variance, a finished seed of each', (t) => {
  const study = fixtureStudy({ seeds: [0, 1], failure: ({ seed }) => (seed === 0 ? 'error' : null) });
  const rows = Array.from(study.results, trialRow);
  const chosen = selectTrials(rows, variedAxes(study.grid, rows), 8);
  t.is(chosen.length, 8);
  t.true(chosen.every((row) => row.fields.seed === 1));
  for (const half of [chosen.slice(0, 4), chosen.slice(4)]) {
    t.is(new Set(half.map((row) => row.fields['model.encoder.hidden'])).size, 1);
    t.is(half[0]?.metrics.implied_beta_variance, 0.5 * 0.03);
    t.is(half.at(-1)?.metrics.implied_beta_variance, 4 * 0.3);
  }
});

test('never more than asked, none where none finished', (t) => {
  const many = fixtureStudy({ betas: Array.from({ length: 30 }, (_, index) => 0.1 * (index + 1)) });
  const rows = Array.from(many.results, trialRow);
  t.true(selectTrials(rows, variedAxes(many.grid, rows), 8).length <= 8);
  const failed = fixtureStudy({ failure: () => 'diverged' });
  const failedRows = Array.from(failed.results, trialRow);
  t.deepEqual(selectTrials(failedRows, variedAxes(failed.grid, failedRows), 8), []);
});
