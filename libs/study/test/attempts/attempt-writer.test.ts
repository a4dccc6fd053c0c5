import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryPoint } from '@collapse/trials';
import test from 'ava';
import {
  openAttempt,
  readResult,
  readStudy,
  recordFailure,
  StorageError,
  studyPaths,
  writeGridRecord,
} from '../../src/index.ts';
import { doneResult, failedResult, gridRecord, idOf, temporaryDirectory } from '../support/sample.ts';

const id = idOf(0);

test('an attempt becomes the trial by its commit, with all that it wrote', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const writer = openAttempt(paths, id, 1);
  const points: HistoryPoint[] = [
    { step: 0, timestamp: 1, metrics: { elbo: -1.5, kl: 0.1 } },
    {
      step: 1,
      timestamp: 2,
      metrics: { elbo: Number.NaN, kl: Number.POSITIVE_INFINITY, loss: Number.NEGATIVE_INFINITY },
    },
  ];
  for (const point of points) writer.appendHistory(point);
  writer.writeFile('weights/weights.bin', new Uint8Array([1, 2, 3]));
  t.false(existsSync(paths.trial(id).directory));
  t.is(writer.commit(doneResult(0)), 'committed');
  t.deepEqual(readResult(paths.trial(id)), doneResult(0));
  t.deepEqual([...readFileSync(join(paths.trial(id).directory, 'weights/weights.bin'))], [1, 2, 3]);
  writeGridRecord(paths, gridRecord('g', [id]));
  t.deepEqual(readStudy(paths.directory).history(id), points);
  t.deepEqual(readdirSync(paths.attempts), []);
});

test('a copy that comes after a done one is late, whatever its result, and leaves nothing', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const writers = [1, 2, 3].map((attempt) => openAttempt(paths, id, attempt));
  t.deepEqual(
    writers.map((writer) => writer.commit(doneResult(0, writer.attempt))),
    ['committed', 'late', 'late'],
  );
  t.is(recordFailure(paths, failedResult(0, 4)), 'late');
  t.deepEqual(readResult(paths.trial(id)), doneResult(0, 1));
  t.deepEqual(readdirSync(paths.attempts), []);
});

test('a failed result gives way to the next, done or failed', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  t.is(recordFailure(paths, failedResult(0, 1)), 'committed');
  t.is(recordFailure(paths, failedResult(0, 2)), 'committed');
  t.deepEqual(readResult(paths.trial(id)), failedResult(0, 2));
  t.is(openAttempt(paths, id, 3).commit(doneResult(0, 3)), 'committed');
  t.deepEqual(readResult(paths.trial(id)), doneResult(0, 3));
  t.deepEqual(readdirSync(paths.attempts), []);
});

test('a failure recorded for a dead worker keeps the files that it left', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  openAttempt(paths, id, 1).writeFile('log.txt', 'last words');
  recordFailure(paths, failedResult(0, 1));
  t.is(readFileSync(join(paths.trial(id).directory, 'log.txt'), 'utf8'), 'last words');
});

test('an attempt starts empty, and its files stay inside its folder', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const old = openAttempt(paths, id, 1);
  old.writeFile('old.txt', 'old');
  old.close();
  const writer = openAttempt(paths, id, 1);
  t.deepEqual(readdirSync(writer.directory), ['history.jsonl']);
  t.throws(() => writer.writeFile('../outside.txt', ''), { instanceOf: RangeError });
  t.throws(() => writer.writeFile('/outside.txt', ''), { instanceOf: RangeError });
  writer.close();
});

test('a disk that fills up while a trial writes is an error at the write, and the trial is not committed', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const trial = paths.attempt(id, 1);
  openAttempt(paths, id, 1).close();
  unlinkSync(trial.history);
  const writer = openAttempt(paths, id, 2);
  const history = paths.attempt(id, 2).history;
  writer.appendHistory({ step: 0, timestamp: 1, metrics: {} });
  t.is(readFileSync(history, 'utf8'), '', 'points are kept back at first');
  writer.close();
  mkdirSync(paths.trials, { recursive: true });
  symlinkSync('/dev/full', `${trial.result}.${process.pid}.tmp`);
  const error = t.throws(() => recordFailure(paths, failedResult(0, 1)), { instanceOf: StorageError });
  t.is(error.code, 'ENOSPC');
  t.is(error.path, trial.result);
  t.is(readResult(paths.trial(id)), null);
});

test('a folder that cannot be written is an error that names it', (t) => {
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'file'), '');
  const paths = studyPaths(join(directory, 'file', 'study'));
  t.throws(() => openAttempt(paths, id, 1), { instanceOf: StorageError, message: /runs through a file \(ENOTDIR\)/ });
});
