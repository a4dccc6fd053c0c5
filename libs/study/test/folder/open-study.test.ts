import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@collapse/trials';
import test from 'ava';
import {
  moveAside,
  openAttempt,
  openStudy,
  readGridRecord,
  readJournal,
  readResult,
  recordFailure,
  StorageError,
  studyPaths,
} from '../../src/index.ts';
import { writeResult } from '../../src/records/result-file.ts';
import { doneResult, failedResult, gridRecord, idOf, temporaryDirectory } from '../support/sample.ts';

const clock = () => 1_700_000_001_000.25;

test('the folder of another grid is refused and stays as it is; more axes are the same study', (t) => {
  const directory = temporaryDirectory(t);
  openStudy({ directory, record: gridRecord('first'), clock }).close(false);
  const before = readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]);
  t.throws(() => openStudy({ directory, record: gridRecord('second'), clock }), {
    instanceOf: UserError,
    message: /study folder of the grid "second", received the study folder of the grid "first"\. .*--out.*--fresh/,
  });
  t.deepEqual(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
    before,
  );
  const grown = { ...gridRecord('first', [idOf(0)]), axes: [{ path: 'seed', values: [0] }] };
  openStudy({ directory, record: grown, clock }).close(false);
  t.deepEqual(readGridRecord(studyPaths(directory)), grown);
});

test('a broken grid.json is an error, not an empty folder', (t) => {
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'grid.json'), '{"name": "fi');
  t.throws(() => openStudy({ directory, record: gridRecord('first'), clock }), {
    instanceOf: UserError,
    message: /12 characters/,
  });
});

test('a second run is refused while the first has the folder open', (t) => {
  const directory = temporaryDirectory(t);
  const study = openStudy({ directory, record: gridRecord('g'), clock });
  t.throws(() => openStudy({ directory, record: gridRecord('g'), clock }), {
    instanceOf: UserError,
    message: /in use by process/,
  });
  study.close(true);
  openStudy({ directory, record: gridRecord('g'), clock }).close(false);
});

test('a place that cannot be written or is nearly full is refused before anything starts', (t) => {
  const directory = temporaryDirectory(t);
  const file = join(directory, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'below')]) {
    t.throws(() => openStudy({ directory: path, record: gridRecord('g'), clock }), {
      instanceOf: UserError,
      message: new RegExp(path),
    });
  }
  const study = join(directory, 'study');
  const options = { directory: study, record: gridRecord('g'), clock, minimumFreeBytes: Number.MAX_VALUE };
  t.throws(() => openStudy(options), { instanceOf: StorageError, message: /a full disk/ });
  t.deepEqual(readdirSync(study), []);
});

test('outcomes come from the result files, and the journal is brought up to them', (t) => {
  const directory = temporaryDirectory(t);
  const paths = studyPaths(directory);
  const [done, failed, complete, partial, redone] = [0, 1, 2, 3, 4].map(idOf);
  openAttempt(paths, done ?? '', 1).commit(doneResult(0));
  recordFailure(paths, failedResult(1, 3));
  // Killed between the result and the rename, in the middle, and while a done result took a failed one's place.
  mkdirSync(paths.attempt(complete ?? '', 2).directory, { recursive: true });
  writeResult(paths.attempt(complete ?? '', 2), doneResult(2, 2));
  openAttempt(paths, partial ?? '', 5).appendHistory({ step: 0, timestamp: 0, metrics: {} });
  mkdirSync(paths.replaced(redone ?? '', 2).directory);
  writeResult(paths.replaced(redone ?? '', 2), failedResult(4, 1));
  mkdirSync(paths.attempt(redone ?? '', 2).directory);
  writeResult(paths.attempt(redone ?? '', 2), doneResult(4, 2));
  mkdirSync(join(paths.attempts, 'something else'));

  for (let round = 0; round < 2; round += 1) {
    const study = openStudy({ directory, record: gridRecord('g', [0, 1, 2, 3, 4].map(idOf)), clock });
    t.deepEqual(
      Array.from(study.outcomes, ([trialId, { status, attempt }]) => `${trialId} ${status} ${attempt}`).toSorted(),
      [`${done} done 1`, `${failed} failed 3`, `${complete} done 2`, `${redone} done 2`].toSorted(),
    );
    t.deepEqual(readdirSync(paths.attempts), []);
    if (round === 0) t.is(study.nextAttempt(partial ?? ''), 6);
    t.is(study.nextAttempt(failed ?? ''), 4);
    t.is(study.nextAttempt(idOf(99)), 1);
    study.close(false);
  }
  const events = Array.from(readJournal(paths));
  const outcomes = events.flatMap((event) => (event.kind === 'finished' || event.kind === 'failed' ? [event] : []));
  t.deepEqual(
    outcomes.map(({ kind, trialId, timestamp }) => `${kind} ${trialId} ${timestamp}`).toSorted(),
    [
      ...[0, 2, 4].map((seed) => `finished ${idOf(seed)} ${doneResult(seed).finishedAt}`),
      `failed ${failed} ${failedResult(1).finishedAt}`,
    ].toSorted(),
  );
  t.like(
    events.find((event) => event.kind === 'opened'),
    { trials: 5, done: 3, timestamp: 1_700_000_001_000 },
  );
});

test('a study is set aside under the next free name, whole, and never while it is in use', (t) => {
  const parent = temporaryDirectory(t);
  const directory = join(parent, 'study');
  t.is(moveAside(directory), null);
  for (const number of [1, 2]) {
    const study = openStudy({ directory, record: gridRecord('g'), clock });
    openAttempt(study.paths, idOf(number), 1).commit(doneResult(number));
    t.throws(() => moveAside(directory), { instanceOf: UserError, message: /in use by process/ });
    study.close(false);
    t.is(moveAside(`${directory}/`), `${directory}.before-${number}`);
    t.false(existsSync(directory));
    t.is(readResult(studyPaths(`${directory}.before-${number}`).trial(idOf(number)))?.status, 'done');
  }
  openStudy({ directory: `${directory}.before-1`, record: gridRecord('g'), clock }).close(false);
});

test('a folder that is no study is not set aside', (t) => {
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'thesis.tex'), '');
  t.throws(() => moveAside(directory), { instanceOf: UserError, message: /a folder with other files/ });
  t.deepEqual(readdirSync(directory), ['thesis.tex']);
});
