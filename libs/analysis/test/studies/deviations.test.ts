import test from 'ava';
import { stepFromWhichAbove } from '../../src/studies/curves.ts';
import {
  activeDeviation,
  optimumDeviation,
  shortWords,
  thresholdDeviation,
  thresholdSteps,
} from '../../src/studies/deviations.ts';
import { pointsOver } from '../../src/studies/over-seeds.ts';
import { madeUpRow } from '../made-up-row.ts';

const BETA = 'objective.beta';

/** One trial a beta, with so many dimensions in use and so many predicted. */
function line(active: readonly number[], predicted: readonly number[], seed = 0) {
  return active.map((active_units, index) =>
    madeUpRow({ [BETA]: index + 1, seed }, { active_units, active_units_predicted: predicted[index] ?? null }),
  );
}

test('thresholds are counted in steps of the grid, dimension by dimension, whatever the order of the rows', (t) => {
  const rows = line([3, 3, 1, 0, 0], [3, 2, 1, 1, 0]);
  // Third dimension: lost at step 2 instead of 1; second: 2 and 2; first: 3 instead of 4.
  t.deepEqual(thresholdSteps(rows, BETA), [-1, 0, 1]);
  t.deepEqual(thresholdSteps(rows.toReversed(), BETA), [-1, 0, 1]);
  t.is(thresholdDeviation(rows, BETA).value, 1);
});

test('each seed is held against its own closed form', (t) => {
  const rows = [...line([2, 1], [2, 1]), ...line([2, 2], [1, 0], 1)];
  t.deepEqual(thresholdSteps(rows, BETA), [0, 1]);
});

test('a dimension that is in use all along, as predicted, has no threshold there', (t) => {
  t.deepEqual(thresholdSteps(line([2, 2, 1], [2, 2, 1]), BETA), [0]);
  t.deepEqual(thresholdSteps(line([2, 2], [2, 2]), BETA), []);
});

test('a dimension that is never lost counts as lost behind the last value', (t) => {
  t.deepEqual(thresholdSteps(line([1, 1, 1], [1, 0, 0]), BETA), [2]);
});

test('the largest distance to an optimum counts in either direction, and rows without one do not', (t) => {
  const row = (objective: number, objective_optimum: number | null) => madeUpRow({}, { objective, objective_optimum });
  t.is(optimumDeviation([row(-3, -2.75), row(-2, -2.5), row(0, null)]).value, 0.5);
  t.is(optimumDeviation([]).value, 0);
});

test('a dimension near its threshold may tip either way', (t) => {
  const row = (near: number) =>
    madeUpRow({}, { active_units: 3, active_units_predicted: 5, active_units_near_threshold: near });
  t.is(activeDeviation([row(0)]).value, 2);
  t.is(activeDeviation([row(1)]).value, 1);
  t.is(activeDeviation([row(4)]).value, 0);
});

test('mean and range over seeds', (t) => {
  const rows = [1, 3].flatMap((elbo, seed) =>
    [2, 1].map((beta) => madeUpRow({ [BETA]: beta, seed }, { elbo: elbo * beta })),
  );
  t.deepEqual(
    pointsOver([...rows, madeUpRow({ [BETA]: 1 }, {})], BETA, ({ metrics }) => metrics.elbo),
    [
      { x: 1, y: 2, low: 1, high: 3 },
      { x: 2, y: 4, low: 2, high: 6 },
    ],
  );
});

test('trials short of their optimum are counted among those that have one', (t) => {
  const row = (objective: number, objective_optimum: number | null) => madeUpRow({}, { objective, objective_optimum });
  const rows = [row(-1, -0.5), row(-3, -1), row(-1, -0.96), row(-9, null)];
  t.is(shortWords(rows), '2 of 3 trials stopped 0.500 to 2 nats below the closed-form optimum');
  t.is(shortWords(rows.slice(2)), null);
  t.is(optimumDeviation(rows).trials, 3);
});

test('the step from which a curve stays above a level', (t) => {
  const curve = [0, 6, 4, 7, 8].map((elbo, index) => ({ step: 10 * index, elbo }));
  t.is(stepFromWhichAbove(curve, 5), 30);
  t.is(stepFromWhichAbove(curve, -1), 0);
  t.is(stepFromWhichAbove(curve, 9), null);
  t.is(stepFromWhichAbove([], 0), null);
});
