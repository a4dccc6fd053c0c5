import test from 'ava';
import { shortBound } from '../../src/short-number.ts';
import {
  meansOver,
  meanWords,
  moreOrFewer,
  rangeWords,
  seedMeans,
  seedWords,
  spreadWords,
  standardError,
} from '../../src/studies/over-seeds.ts';
import { madeUpRow } from '../made-up-row.ts';

const row = (beta: number, seed: number, elbo = 0) => madeUpRow({ 'objective.beta': beta, seed }, { elbo });

test('the standard error of a mean is the sample deviation over the root of the count', (t) => {
  // Of 1, 2, 3, 6: mean 3, squares 4 + 1 + 0 + 9 = 14, over 3 and over 4: 14 / 12.
  t.true(Math.abs((standardError([1, 2, 3, 6]) ?? 0) - Math.sqrt(14 / 12)) < 1e-15);
  t.is(standardError([5]), null);
  t.is(meanWords([1, 2, 3, 6]), '3 ± 1.08');
  t.is(spreadWords([1, 2, 3, 6]), '3 ± 2.16');
  t.is(meanWords([4]), '4');
  t.is(meanWords([4, 4]), '4');
});

test('one seed is called one', (t) => {
  t.is(seedWords([row(1, 0), row(2, 0)]), 'one seed');
  t.is(seedWords([row(1, 0), row(1, 1), row(2, 0), row(2, 7)]), '2 seeds');
  t.is(seedWords([row(1, 0), row(1, 1), row(2, 0)]), '1 to 2 seeds');
});

test('a mean over other settings too has its error over seeds', (t) => {
  // Seed 0: (1 + 3) / 2; seed 1: (5 + 9) / 2.
  const rows = [row(1, 0, 1), row(2, 0, 3), row(1, 1, 5), row(2, 1, 9)];
  t.deepEqual(seedMeans(rows.map((one) => ({ row: one, value: one.metrics.elbo ?? 0 }))), [2, 7]);
  t.is(
    meansOver(rows, 'objective.beta', ({ metrics }) => metrics.elbo),
    '1: 3 ± 2, 2: 6 ± 3',
  );
});

test('ranges and differences in words', (t) => {
  t.is(rangeWords([3, 1, 2]), '1 to 3');
  t.is(rangeWords([2, 2]), '2');
  t.is(rangeWords([]), 'none');
  t.is(moreOrFewer([-1, 5, 1]), '1 fewer to 5 more');
  t.is(moreOrFewer([-1, -1]), '1 fewer');
});

test('a bound is never shown below itself', (t) => {
  t.is(shortBound(0.01047), '0.011');
  t.is(shortBound(0.02), '0.020');
  t.is(shortBound(362.1247), '362.13');
  t.is(shortBound(7.91e-5), '8.0e−5');
  t.is(shortBound(9.96e-5), '1.0e−4');
  t.is(shortBound(0), '0');
});
