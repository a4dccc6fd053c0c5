import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { adoptTrial, openAttempt, readResult, recordFailure, studyPaths } from '../../src/index.ts';
import { doneResult, failedResult, idOf, temporaryDirectory } from '../support/sample.ts';

test('a done trial of another study is taken over whole; failed and missing ones are not', (t) => {
  const other = studyPaths(temporaryDirectory(t));
  const paths = studyPaths(temporaryDirectory(t));
  const writer = openAttempt(other, idOf(0), 2);
  writer.writeFile('weights/weights.bin', new Uint8Array([7]));
  writer.commit(doneResult(0, 2));
  recordFailure(other, failedResult(1));
  recordFailure(paths, failedResult(0));
  const adopt = (seed: number) => adoptTrial(other.directory, idOf(seed), paths);
  t.deepEqual([0, 0, 1, 2].map(adopt), ['adopted', 'already', 'absent', 'absent']);
  t.deepEqual(readResult(paths.trial(idOf(0))), doneResult(0, 2));
  t.deepEqual([...readFileSync(join(paths.trial(idOf(0)).directory, 'weights/weights.bin'))], [7]);
  t.deepEqual(readdirSync(paths.attempts), []);
  t.deepEqual(readResult(other.trial(idOf(0))), doneResult(0, 2), 'the other study keeps its own');
});

test("a folder that holds another trial's result is not taken over", (t) => {
  const other = studyPaths(temporaryDirectory(t));
  const paths = studyPaths(temporaryDirectory(t));
  openAttempt(other, idOf(0), 1).commit(doneResult(0));
  renameSync(other.trial(idOf(0)).directory, other.trial(idOf(1)).directory);
  t.is(adoptTrial(other.directory, idOf(1), paths), 'absent');
  t.is(readResult(paths.trial(idOf(1))), null);
});
