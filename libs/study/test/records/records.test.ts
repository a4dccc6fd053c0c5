import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@collapse/trials';
import test from 'ava';
import {
  openAttempt,
  readGridRecord,
  readStudy,
  requireGridName,
  StorageError,
  studyPaths,
  writeGridRecord,
} from '../../src/index.ts';
import { parseHistoryPoint } from '../../src/records/history-line.ts';
import { parseResult } from '../../src/records/result-file.ts';
import { doneResult, failedResult, gridRecord, idOf, temporaryDirectory } from '../support/sample.ts';

test('a grid.json that is JSON and no record of a grid is refused, not taken for one', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  t.is(readGridRecord(paths), null);
  const record = gridRecord('g');
  for (const value of [
    {},
    [],
    null,
    3,
    { ...record, name: 3 },
    { ...record, axes: {} },
    { ...record, trialIds: 'x' },
  ]) {
    writeFileSync(paths.grid, JSON.stringify(value));
    t.throws(() => readGridRecord(paths), { instanceOf: UserError, message: /characters that are not one/ });
  }
  writeGridRecord(paths, record);
  t.deepEqual(readGridRecord(paths), record);
  requireGridName(paths, 'g');
  t.throws(() => requireGridName(paths, 'h'), { instanceOf: UserError });
});

test('a grid.json that cannot be read is an error, not a folder without one', (t) => {
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'file'), '');
  t.throws(() => readGridRecord(studyPaths(join(directory, 'file'))), { instanceOf: StorageError });
  mkdirSync(studyPaths(directory).grid);
  t.throws(() => readGridRecord(studyPaths(directory)));
});

test('a point of a curve has a step, a time and metrics, in which NaN and infinities are words', (t) => {
  const point = { step: 1, timestamp: 2, metrics: { elbo: -1, kl: 'NaN', loss: '-Infinity' } };
  t.deepEqual(parseHistoryPoint(point), {
    step: 1,
    timestamp: 2,
    metrics: { elbo: -1, kl: Number.NaN, loss: Number.NEGATIVE_INFINITY },
  });
  const broken = [{ ...point, step: '1' }, { ...point, timestamp: undefined }, { ...point, metrics: [] }, null, []];
  for (const value of broken) t.is(parseHistoryPoint(value), null);
});

test('a result has the fields that every reader relies on, or is none', (t) => {
  const [done, failed] = [doneResult(0), failedResult(0)];
  t.deepEqual(parseResult(JSON.stringify(done)), done);
  t.deepEqual(parseResult(JSON.stringify(failed)), failed);
  const broken = [
    { ...done, metrics: undefined },
    { ...done, metrics: [] },
    { ...done, dimensions: { ...done.dimensions, kl: [1, 2] } },
    { ...done, dimensions: { ...done.dimensions, predictedKl: [] } },
    { ...done, specification: null },
    { ...done, trialId: 3 },
    { ...done, attempt: 1.5 },
    { ...done, status: 'new' },
    { ...failed, error: undefined },
    null,
    [],
    3,
  ];
  for (const value of broken) t.is(parseResult(JSON.stringify(value)), null, JSON.stringify(value));
  t.is(parseResult('{"status": "do'), null);
});

test('lines of a curve that are no points are passed over', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  writeGridRecord(paths, gridRecord('g', [idOf(0)]));
  openAttempt(paths, idOf(0), 1).commit(doneResult(0));
  writeFileSync(paths.trial(idOf(0)).history, '3\n{"step":1}\n{"step":1,"timestamp":2,"metrics":{"elbo":-1}}\nnull\n');
  const point = { step: 1, timestamp: 2, metrics: { elbo: -1 } };
  const study = readStudy(paths.directory);
  t.deepEqual(study.history(idOf(0)), [point]);
  t.deepEqual([...study.historyPoints(idOf(0))], [point]);
});
