import { METRIC_NAMES, type Metrics } from '@collapse/trials';
import test from 'ava';
import fc from 'fast-check';
import type { Cell } from '../src/flatten-specification.ts';
import { flattenSpecification } from '../src/flatten-specification.ts';
import { formatResults, parseResults, resultsTable } from '../src/results-table.ts';
import { type TrialRow, trialRow } from '../src/trial-rows.ts';
import { fixtureStudy } from './fixture-study.ts';

const rows = Array.from(
  fixtureStudy({ failure: ({ objective }) => (objective.beta === 4 ? 'diverged' : null) }).results,
  trialRow,
);

test('flattens a specification by dotted path, arrays as JSON text', (t) => {
  t.deepEqual(flattenSpecification({ a: { b: 1, c: [1, 'x'] }, d: 'e', f: false }), {
    'a.b': 1,
    'a.c': '[1,"x"]',
    d: 'e',
    f: false,
  });
  t.deepEqual(flattenSpecification({ hidden: [] }, 'model.encoder'), { 'model.encoder.hidden': '[]' });
});

test('columns are id, status, error, every field, every metric, in this order', (t) => {
  const names = resultsTable(rows).columnNames();
  t.deepEqual(names.slice(0, 3), ['trial_id', 'status', 'error']);
  t.deepEqual(names.slice(-METRIC_NAMES.length), [...METRIC_NAMES]);
  for (const path of ['model.latentDim', 'objective.beta', 'likelihood.variance', 'dataset.name', 'seed']) {
    t.true(names.slice(3, -METRIC_NAMES.length).includes(path), path);
  }
});

test('a field that only some trials have stands where they have it, empty elsewhere', (t) => {
  const withFields = (fields: TrialRow['fields']): TrialRow => ({ ...(rows[0] as TrialRow), fields });
  const table = resultsTable([withFields({ a: 1, z: 2 }), withFields({ a: 1, b: 3, z: 2 }), withFields({ c: 0 })]);
  t.deepEqual(table.columnNames().slice(3, -METRIC_NAMES.length), ['c', 'a', 'b', 'z', 'evidence']);
  t.deepEqual(Array.from(table.array('b')), [null, 3, null]);
});

test('failed trials are rows with a reason and no metrics', (t) => {
  const table = resultsTable(rows);
  t.is(table.numRows(), 24);
  const failed = rows.findIndex((row) => row.status === 'failed');
  t.is(table.get('error', failed), 'diverged: the objective became NaN at step 1200');
  t.is(table.get('elbo', failed), null);
  t.is(table.get('error', 0), null);
});

test('csv text reads back to the same cells with the same types', (t) => {
  const table = resultsTable(rows);
  const back = parseResults(formatResults(table));
  t.deepEqual(back.columnNames(), table.columnNames());
  t.deepEqual(back.objects(), table.objects());
});

test('any id, message, field and number survives the csv round trip, one line a row', (t) => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => `x ${value}`.trim());
  const cell: fc.Arbitrary<Cell> = fc.oneof(
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.integer()).map((value) => JSON.stringify(value)),
  );
  const hexId = fc.stringMatching(/^[0-9]{2}e[0-9]{13}$/);
  const row = fc.record({
    id: hexId,
    message: fc.string({
      unit: fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        fc.constantFrom('\n', '\r', '\r\n', '"', ',', ' '),
      ),
      maxLength: 40,
    }),
    fields: fc.record({ first: cell, second: cell }),
    metric: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (values) => {
      const some = values.map(({ id, message, fields, metric }): TrialRow => {
        const metrics: Metrics = { ...(rows[0] as TrialRow).metrics, elbo: metric };
        return { ...(rows[0] as TrialRow), trialId: id, fields, metrics, failure: { reason: 'error', message } };
      });
      const table = resultsTable(some);
      const csv = formatResults(table);
      const back = parseResults(csv);
      t.is(csv.split(/\r\n|\r|\n/).length, some.length + 2);
      t.notRegex(Array.from(table.array('error')).join(''), /[\r\n]/);
      for (const name of ['trial_id', 'error', 'first', 'second', 'elbo']) {
        t.deepEqual(Array.from(back.array(name)), Array.from(table.array(name), zeroWithoutSign), name);
      }
    }),
    { numRuns: 200 },
  );
});

/** Text has one zero. */
function zeroWithoutSign(value: unknown): unknown {
  return value === 0 ? 0 : value;
}

test('lines of an error message become one, with a space between', (t) => {
  const row = { ...(rows[0] as TrialRow), failure: { reason: 'error' as const, message: 'one\n  two\r\nthree\n' } };
  t.is(resultsTable([row]).get('error', 0), 'error: one two three');
});
