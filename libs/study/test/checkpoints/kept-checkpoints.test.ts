import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'ava';
import {
  cleanAttempts,
  listCheckpoints,
  openAttempt,
  removeCheckpoint,
  StorageError,
  studyPaths,
} from '../../src/index.ts';
import { checkpointOf } from '../support/checkpoints.ts';
import { patchFiles } from '../support/patched-files.ts';
import { doneResult, idOf, temporaryDirectory } from '../support/sample.ts';

const about = (kept: ReturnType<typeof listCheckpoints>) =>
  kept.map(({ path, trialId, attempt, header }) => [basename(path), trialId, attempt, header?.step ?? null]);

test('the last two are kept, the furthest is listed first, damaged ones last', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const [one, other] = [openAttempt(paths, idOf(0), 1), openAttempt(paths, idOf(1), 4)];
  for (const step of [10, 20, 30]) one.writeCheckpoint(checkpointOf([0], step));
  other.writeCheckpoint(checkpointOf([1], 25));
  other.close();
  const expected = [
    ['checkpoint.bin', idOf(0), 1, 30],
    ['checkpoint.bin', idOf(1), 4, 25],
    ['checkpoint.previous.bin', idOf(0), 1, 20],
  ];
  t.deepEqual(about(listCheckpoints(paths)), expected);
  t.deepEqual(about(listCheckpoints(paths, new Set([idOf(1)]))), expected.slice(1, 2));
  writeFileSync(join(one.directory, 'checkpoint.bin'), 'no checkpoint');
  t.deepEqual(about(listCheckpoints(paths)).slice(1), [expected[2], ['checkpoint.bin', idOf(0), 1, null]]);
  one.close();
});

test('what a killed run left goes, but for the checkpoints of trials that are not done', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const cut = openAttempt(paths, idOf(0), 2);
  cut.writeCheckpoint(checkpointOf([0], 10));
  cut.writeFile('weights/model.json', '{}');
  cut.close();
  const overtaken = openAttempt(paths, idOf(1), 1);
  overtaken.writeCheckpoint(checkpointOf([1], 10));
  overtaken.close();
  openAttempt(paths, idOf(1), 2).commit(doneResult(1, 2));
  t.is(cleanAttempts(paths).get(idOf(0)), 2);
  t.deepEqual(readdirSync(paths.attempts), [`${idOf(0)}.2`]);
  t.deepEqual(readdirSync(cut.directory), ['checkpoint.bin']);
  removeCheckpoint(join(cut.directory, 'checkpoint.bin'));
  t.deepEqual(readdirSync(paths.attempts), []);
});

test('a trial that is done has no checkpoint, and its curve so far is known before that', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const writer = openAttempt(paths, idOf(0), 1);
  writer.appendHistory({ step: 3, timestamp: 1, metrics: { elbo: -2.5 } });
  t.is(Buffer.from(writer.curve()).toString(), '{"step":3,"timestamp":1,"metrics":{"elbo":-2.5}}\n');
  writer.writeCheckpoint(checkpointOf([0], 3));
  writer.writeCheckpoint(checkpointOf([0], 5));
  writer.commit(doneResult(0, 1));
  t.deepEqual(readdirSync(paths.trial(idOf(0)).directory).sort(), ['history.jsonl', 'result.json']);
});

test.serial('a disk that is full while one is written leaves the one before', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const writer = openAttempt(paths, idOf(0), 1);
  writer.writeCheckpoint(checkpointOf([0], 3));
  const restore = patchFiles(t, {
    fsyncSync() {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    },
  });
  t.throws(() => writer.writeCheckpoint(checkpointOf([0], 5)), { instanceOf: StorageError });
  t.throws(() => writer.writeCheckpoint(checkpointOf([0], 7)), { instanceOf: StorageError });
  restore();
  t.deepEqual(about(listCheckpoints(paths)), [['checkpoint.previous.bin', idOf(0), 1, 3]]);
  writer.writeCheckpoint(checkpointOf([0], 9));
  t.is(listCheckpoints(paths).length, 2);
  writer.close();
});
