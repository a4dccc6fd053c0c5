import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { adoptTrial, openAttempt, readResult, recordFailure, replaceMeasures, studyPaths } from '../../src/index.ts';
import { doneResult, failedResult, idOf, temporaryDirectory } from '../support/sample.ts';

test('measures taken again take the place of a result, its other files and copies of it stay', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const writer = openAttempt(paths, idOf(1), 1);
  writer.writeFile('weights/weights.bin', 'weights');
  writer.commit(doneResult(1));
  const other = studyPaths(temporaryDirectory(t));
  t.is(adoptTrial(paths.directory, idOf(1), other), 'adopted');
  const before = readFileSync(other.trial(idOf(1)).result, 'utf8');
  const result = { ...doneResult(1), metrics: { ...doneResult(1).metrics, active_axes: 2 } };
  replaceMeasures(paths, result);
  t.deepEqual(readResult(paths.trial(idOf(1))), result);
  const folder = paths.trial(idOf(1)).directory;
  t.deepEqual(readdirSync(folder).toSorted(), ['history.jsonl', 'result.json', 'weights']);
  t.is(readFileSync(join(folder, 'weights/weights.bin'), 'utf8'), 'weights');
  // Another study that took the trial over shares its files, and does not see it.
  t.is(readFileSync(other.trial(idOf(1)).result, 'utf8'), before);
});

test('only a trial that is done has measures to replace', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  t.throws(() => replaceMeasures(paths, doneResult(1)), { instanceOf: RangeError });
  recordFailure(paths, failedResult(1));
  t.throws(() => replaceMeasures(paths, doneResult(1)), { instanceOf: RangeError });
  t.is(readResult(paths.trial(idOf(1)))?.status, 'failed');
  mkdirSync(paths.trial(idOf(2)).directory, { recursive: true });
  writeFileSync(paths.trial(idOf(2)).result, JSON.stringify(doneResult(1)));
  t.throws(() => replaceMeasures(paths, doneResult(2)), { instanceOf: RangeError });
});
