import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { openAttempt, readResult, receiveTrial, studyPaths, trialFileNames } from '../../src/index.ts';
import { doneResult, failedResult, idOf, temporaryDirectory } from '../support/sample.ts';

/** The files of a trial that was done in a folder of its own. */
function filesOfTrial(directory: string, seed: number): Map<string, Uint8Array> {
  const paths = studyPaths(directory);
  const writer = openAttempt(paths, idOf(seed), 1);
  writer.appendHistory({ step: 1, timestamp: 5, metrics: { elbo: Number.NaN } });
  writer.writeFile('weights/weights.bin', new Uint8Array([0, 255, 10]));
  writer.commit(doneResult(seed));
  const trial = paths.trial(idOf(seed));
  return new Map(trialFileNames(trial).map((name) => [name, readFileSync(join(trial.directory, name))]));
}

test('a trial done elsewhere arrives whole, under the attempt that is counted here', (t) => {
  const files = filesOfTrial(temporaryDirectory(t), 0);
  t.deepEqual([...files.keys()], ['history.jsonl', 'result.json', 'weights/weights.bin']);
  const paths = studyPaths(temporaryDirectory(t));
  t.is(receiveTrial(paths, idOf(0), 4, files), 'committed');
  t.deepEqual(readResult(paths.trial(idOf(0))), { ...doneResult(0), attempt: 4 });
  for (const name of ['history.jsonl', 'weights/weights.bin']) {
    t.deepEqual(readFileSync(join(paths.trial(idOf(0)).directory, name)), Buffer.from(files.get(name) ?? ''));
  }
  t.deepEqual(readdirSync(paths.attempts), []);
});

test('a late copy is thrown away; a failed result gives way', (t) => {
  const files = filesOfTrial(temporaryDirectory(t), 0);
  const paths = studyPaths(temporaryDirectory(t));
  const failed = new Map([['result.json', Buffer.from(JSON.stringify(failedResult(0)))]]);
  t.is(receiveTrial(paths, idOf(0), 1, failed), 'committed');
  t.is(receiveTrial(paths, idOf(0), 2, files), 'committed');
  t.is(receiveTrial(paths, idOf(0), 3, files), 'late');
  t.is(receiveTrial(paths, idOf(0), 4, failed), 'late');
  t.is(readResult(paths.trial(idOf(0)))?.attempt, 2);
  t.deepEqual(readdirSync(paths.attempts), []);
});

test('what is no result of the trial, and names that lead out of its folder, are refused', (t) => {
  const files = filesOfTrial(temporaryDirectory(t), 0);
  const paths = studyPaths(temporaryDirectory(t));
  t.throws(() => receiveTrial(paths, idOf(1), 1, files), { instanceOf: RangeError });
  t.throws(() => receiveTrial(paths, idOf(0), 1, new Map()), { instanceOf: RangeError });
  for (const name of ['../outside', '/outside', 'weights/../../outside']) {
    t.throws(() => receiveTrial(paths, idOf(0), 1, new Map([...files, [name, Buffer.from('x')]])), {
      message: /inside/,
    });
  }
  t.is(readResult(paths.trial(idOf(0))), null);
});
