import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@collapse/trials';
import test from 'ava';
import { openAttempt, readStudy, recordFailure, studyPaths, writeGridRecord } from '../../src/index.ts';
import { doneResult, failedResult, gridRecord, idOf, temporaryDirectory } from '../support/sample.ts';

test('a study is read in the order of its grid, past whatever else lies in the folder', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  // Trial 9 is one that the grid no longer has, trial 3 one that has not run.
  writeGridRecord(paths, gridRecord('g', [2, 3, 1, 0].map(idOf)));
  for (const seed of [0, 1, 9]) openAttempt(paths, idOf(seed), 1).commit(doneResult(seed));
  recordFailure(paths, failedResult(2));
  mkdirSync(join(paths.trials, 'notes'));
  writeFileSync(join(paths.trials, 'deadbeefdeadbeef'), 'a file');
  mkdirSync(paths.trial('0123456789abcdef').directory);
  mkdirSync(paths.trial('00000000000000ff').directory);
  writeFileSync(paths.trial('00000000000000ff').result, '{"status":"done"}');
  mkdirSync(paths.trial('00000000000000fe').directory);
  writeFileSync(paths.trial('00000000000000fe').result, JSON.stringify(doneResult(0)));
  appendFileSync(paths.trial(idOf(0)).history, 'junk\n{"step":1,"timestamp":2,"metrics":{"elbo":-1}}\n{"step":2,"tim');
  const study = readStudy(paths.directory);
  const expected = [failedResult(2), doneResult(1), doneResult(0), doneResult(9)];
  t.deepEqual([...study.results], expected);
  t.deepEqual([...study.results], expected, 'results can be gone through again');
  t.deepEqual(study.history(idOf(0)), [{ step: 1, timestamp: 2, metrics: { elbo: -1 } }]);
  t.is(study.result(idOf(3)), null);
  t.deepEqual(study.history(idOf(3)), []);
  t.is(study.trialDirectory(idOf(3)), join(paths.directory, 'trials', idOf(3)));
});

test('results are read one at a time', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  writeGridRecord(paths, gridRecord('g', [0, 1].map(idOf)));
  for (const seed of [0, 1]) openAttempt(paths, idOf(seed), 1).commit(doneResult(seed));
  const results = readStudy(paths.directory).results[Symbol.iterator]();
  t.deepEqual(results.next().value, doneResult(0));
  writeFileSync(paths.trial(idOf(1)).result, 'overwritten before it was read');
  t.true(results.next().done);
});

test('a folder that is no study is an error that says so', (t) => {
  const directory = temporaryDirectory(t);
  t.throws(() => readStudy(directory), { instanceOf: UserError, message: /grid\.json, received a folder without one/ });
  t.throws(() => readStudy(join(directory, 'none')), { instanceOf: UserError, message: /received no folder/ });
});
