import { parseGrid } from '@collapse/trials';
import test from 'ava';
import { flattenSpecification } from '../src/flatten-specification.ts';
import { rowsOfResults } from '../src/results-rows.ts';
import { formatResults, parseResults, resultsTable } from '../src/results-table.ts';
import { madeUpRow } from './made-up-row.ts';

const { trials } = parseGrid(
  {
    name: 'made-up',
    base: {
      dataset: { name: 'synthetic', eigenvalues: [4, 1], dim: 3, count: 20 },
      model: { latentDim: 2, encoder: { hidden: [8] } },
      likelihood: { variance: 0.1 },
      train: { steps: 10 },
    },
    axes: { 'objective.beta': [1, 2], seed: [0, 1] },
  },
  'made-up.json',
);

test('rows read back of results.csv are those that it was written from', (t) => {
  const rows = trials.map(({ id, specification }, index) => ({
    ...madeUpRow(flattenSpecification(specification), { elbo: -1 / 3 - index, active_units: 2, seconds: 0.1 }),
    trialId: id,
  }));
  const table = parseResults(formatResults(resultsTable(rows.toReversed())));
  t.deepEqual(rowsOfResults(table, trials), rows);
});

test('a failed trial stays failed, and one that is not there is an error', (t) => {
  const [first, second] = trials;
  if (first === undefined || second === undefined) return t.fail();
  const failed = { ...madeUpRow(flattenSpecification(first.specification), {}, 'diverged'), trialId: first.id };
  const table = parseResults(formatResults(resultsTable([failed])));
  const [row] = rowsOfResults(table, [first]);
  t.is(row?.status, 'failed');
  t.is(row?.failure?.message, 'diverged: it went wrong');
  t.throws(() => rowsOfResults(table, [second]), { instanceOf: RangeError, message: /no trial/ });
});
