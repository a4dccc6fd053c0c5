import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { listFolder } from '../../src/files/list-folder.ts';
import { isTrialId, parseAttemptName, type StudyPaths } from '../../src/folder/study-paths.ts';
import { cleanAttempts, openAttempt, readResult, recordFailure, studyPaths } from '../../src/index.ts';
import { writeResult } from '../../src/records/result-file.ts';
import { doneResult, failedResult, idOf, temporaryDirectory } from '../support/sample.ts';

/** An attempt that was killed between its result and its rename. */
function leave(paths: StudyPaths, result: Parameters<typeof writeResult>[1]): void {
  openAttempt(paths, result.trialId, result.attempt).close();
  writeResult(paths.attempt(result.trialId, result.attempt), result);
}

test('complete attempts are finished, others cleared; a failed one replaces nothing, a done one a failure', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  leave(paths, doneResult(0, 3));
  leave(paths, failedResult(1, 2));
  recordFailure(paths, failedResult(2, 1));
  leave(paths, failedResult(2, 5));
  recordFailure(paths, failedResult(3, 1));
  leave(paths, doneResult(3, 2));
  openAttempt(paths, idOf(4), 1).commit(doneResult(4, 1));
  leave(paths, failedResult(4, 2));
  openAttempt(paths, idOf(5), 7).close();
  openAttempt(paths, idOf(5), 12).close();
  openAttempt(paths, idOf(5), 9).close();
  mkdirSync(`${paths.attempt(idOf(6), 2).directory}.replaced`);
  mkdirSync(join(paths.attempts, 'notes'));
  const highest = cleanAttempts(paths);
  t.deepEqual(readdirSync(paths.attempts), []);
  t.deepEqual(
    [0, 1, 2, 3, 4, 5].map((seed) => readResult(paths.trial(idOf(seed)))),
    [doneResult(0, 3), failedResult(1, 2), failedResult(2, 1), doneResult(3, 2), doneResult(4, 1), null],
  );
  t.deepEqual(
    [0, 1, 2, 3, 4, 5, 6].map((seed) => highest.get(idOf(seed))),
    [3, 2, 5, 2, 2, 12, 2],
  );
});

test('attempts of trials that go on elsewhere are left as they are, whatever they hold', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  leave(paths, doneResult(0, 3));
  openAttempt(paths, idOf(1), 4).close();
  openAttempt(paths, idOf(2), 1).close();
  const highest = cleanAttempts(paths, new Set([idOf(0), idOf(1)]));
  t.deepEqual(readdirSync(paths.attempts).sort(), [`${idOf(0)}.3`, `${idOf(1)}.4`].sort());
  t.is(readResult(paths.trial(idOf(0))), null);
  t.deepEqual([highest.get(idOf(0)), highest.get(idOf(1)), highest.get(idOf(2))], [3, 4, 1]);
});

test('a folder that is not there has no names; what is no folder is an error', (t) => {
  const directory = temporaryDirectory(t);
  t.deepEqual(listFolder(join(directory, 'none')), []);
  writeFileSync(join(directory, 'file'), '');
  t.throws(() => listFolder(join(directory, 'file')), { code: 'ENOTDIR' });
});

test('names of trials and attempts are told from others', (t) => {
  const id = '0123456789abcdef';
  t.deepEqual([id, '0123456789abcde', `${id}0`, '0123456789ABCDEF', 'notes', ''].map(isTrialId), [
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  t.deepEqual(parseAttemptName(`${id}.12`), { trialId: id, attempt: 12 });
  t.deepEqual(parseAttemptName(`${id}.3.replaced`), { trialId: id, attempt: 3 });
  t.deepEqual(parseAttemptName(`${id}.0.adopting`), { trialId: id, attempt: 0 });
  for (const name of [id, `${id}.`, `${id}.x`, `x${id}.1`, `${id}.1.`, 'notes.1']) t.is(parseAttemptName(name), null);
});
