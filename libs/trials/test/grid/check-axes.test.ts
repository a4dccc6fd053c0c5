import test from 'ava';
import { checkAxes } from '../../src/grid/check-axes.ts';
import { CATALOG, MOST_TRIALS } from '../../src/index.ts';

const seeds = (length: number) => ({ path: 'seed', values: Array.from({ length }, (_, index) => index) });
const betas = (length: number) => ({ ...seeds(length), path: 'objective.beta' });

test('a million trials is the most: one more is too many', (t) => {
  t.is(MOST_TRIALS, 1_000_000);
  t.deepEqual(checkAxes([seeds(1000), betas(1000)], CATALOG.jsonSchema), []);
  t.deepEqual(
    checkAxes([seeds(1000), betas(1001)], CATALOG.jsonSchema).map(({ field, received }) => `${field}: ${received}`),
    ['axes: 1,001,000 (1000 x 1001)'],
  );
});

test('values that differ in what JSON cannot hold are no duplicates, the same ones are', (t) => {
  const received = (values: unknown[]) =>
    checkAxes([{ path: 'seed', values }], CATALOG.jsonSchema).map((issue) => issue.received);
  t.deepEqual(received([Number.NaN, Number.POSITIVE_INFINITY]), []);
  t.deepEqual(received([Number.NaN, 1, Number.NaN]), ['NaN as value 1 and again as value 3']);
  t.deepEqual(received([1, '1', true, null]), []);
  t.deepEqual(
    received([
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]).length,
    1,
  );
});
