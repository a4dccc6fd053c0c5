import { METRIC_NAMES } from '@collapse/trials';
import test from 'ava';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import type { Cell } from '../src/flatten-specification.ts';
import { parquetOfResults } from '../src/results-parquet.ts';
import { resultsTable } from '../src/results-table.ts';
import { type TrialRow, trialRow } from '../src/trial-rows.ts';
import { fixtureStudy } from './fixture-study.ts';

const rows = Array.from(
  fixtureStudy({ failure: ({ objective }) => (objective.beta === 4 ? 'diverged' : null) }).results,
  trialRow,
);

function fileOf(trials: readonly TrialRow[]): ArrayBuffer {
  return new Uint8Array(parquetOfResults(resultsTable(trials))).buffer;
}

const withFields = (fields: TrialRow['fields']): TrialRow => ({ ...(rows[0] as TrialRow), fields });

function typesOf(file: ArrayBuffer): Record<string, string | undefined> {
  return Object.fromEntries(parquetMetadata(file).schema.map(({ name, type }) => [name, type]));
}

test('the rows and columns of the table, failed trials included, with null for an empty cell', async (t) => {
  const table = resultsTable(rows);
  const back = await parquetReadObjects({ file: fileOf(rows) });
  t.is(back.length, 24);
  t.deepEqual(Object.keys(back[0] ?? {}), table.columnNames());
  t.deepEqual(back, table.objects() as Record<string, Cell>[]);
  const failed = back.find(({ status }) => status === 'failed');
  t.is(failed?.error, 'diverged: the objective became NaN at step 1200');
  t.is(failed?.elbo, null);
});

test('metrics are doubles, also where no trial has one; ids and evidence are text', (t) => {
  const types = typesOf(fileOf([{ ...(rows[0] as TrialRow), trialId: '1234567890123456' }]));
  for (const name of METRIC_NAMES) t.is(types[name], 'DOUBLE', name);
  for (const name of ['trial_id', 'status', 'error', 'evidence']) t.is(types[name], 'BYTE_ARRAY', name);
  t.is(types.seed, 'DOUBLE');
  t.is(types['objective.beta'], 'DOUBLE');
  t.is(types['dataset.name'], 'BYTE_ARRAY');
  const made = typesOf(fileOf([withFields({ none: null, exact: true }), withFields({})]));
  t.is(made.exact, 'BOOLEAN');
  t.is(made.none, 'DOUBLE');
});

test('a field that is a number in one trial and text in another is text, as the csv has it', async (t) => {
  const file = fileOf([withFields({ size: 100, on: true }), withFields({ size: 'full', on: 2 }), withFields({})]);
  const back = await parquetReadObjects({ file });
  t.deepEqual(
    back.map(({ size, on }) => [size, on]),
    [
      ['100', 'true'],
      ['full', '2'],
      [null, null],
    ],
  );
});

test('any text and number survives', async (t) => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const fields = fc.record({ text, number, on: fc.boolean() }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(fc.array(fields, { minLength: 1, maxLength: 20 }), async (given) => {
      const back = await parquetReadObjects({ file: fileOf(given.map(withFields)) });
      t.deepEqual(
        back.map((row) => [row.text ?? null, row.number ?? null, row.on ?? null]),
        given.map((row) => [row.text ?? null, row.number ?? null, row.on ?? null]),
      );
    }),
    { numRuns: 30 },
  );
});

test('the same rows are the same bytes', (t) => {
  t.deepEqual(parquetOfResults(resultsTable(rows)), parquetOfResults(resultsTable(rows)));
});
