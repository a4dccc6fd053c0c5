import { existsSync, fsyncSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { LineWriter, openAttempt, readResult, recordFailure, studyPaths, writeFileDurably } from '../../src/index.ts';
import { writeResult } from '../../src/records/result-file.ts';
import { patchFiles } from '../support/patched-files.ts';
import { doneResult, failedResult, idOf, temporaryDirectory } from '../support/sample.ts';

const onLinux = process.platform === 'linux' ? test.serial : test.serial.skip;

/** What is synced and renamed, in order, by the last part of each name. */
function tellOrder(t: ExecutionContext): string[] {
  const told: string[] = [];
  const [sync, rename] = [fsyncSync, renameSync];
  patchFiles(t, {
    fsyncSync(descriptor) {
      told.push(`sync ${basename(readlinkSync(`/proc/self/fd/${descriptor}`)).replace(`${process.pid}.`, '')}`);
      sync(descriptor);
    },
    renameSync(from, to) {
      told.push(`rename to ${basename(String(to))}`);
      rename(from, to);
    },
  });
  return told;
}

onLinux('a file is synced before it takes its name, and its folder after', (t) => {
  const directory = join(temporaryDirectory(t), 'folder');
  mkdirSync(directory);
  const told = tellOrder(t);
  writeFileDurably(join(directory, 'a.json'), 'text');
  t.deepEqual(told, ['sync a.json.tmp', 'rename to a.json', 'sync folder']);
});

onLinux('a trial is on disk before it is one, and the folder of trials after', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const writer = openAttempt(paths, idOf(0), 1);
  writer.appendHistory({ step: 0, timestamp: 1, metrics: {} });
  const told = tellOrder(t);
  writer.commit(doneResult(0));
  t.deepEqual(told, [
    'sync history.jsonl',
    'sync result.json.tmp',
    'rename to result.json',
    `sync ${idOf(0)}.1`,
    `rename to ${idOf(0)}`,
    'sync trials',
  ]);
});

onLinux('lines are synced when their file is closed', (t) => {
  const lines = new LineWriter(join(temporaryDirectory(t), 'lines'), 0);
  lines.append('a');
  const told = tellOrder(t);
  lines.close();
  t.deepEqual(told, ['sync lines']);
});

test.serial('a reader never sees a part of a file: it is written under another name', (t) => {
  const path = join(temporaryDirectory(t), 'a.json');
  writeFileDurably(path, 'old');
  const rename = renameSync;
  let before = '';
  patchFiles(t, {
    renameSync(from, to) {
      before = readFileSync(path, 'utf8');
      rename(from, to);
    },
  });
  writeFileDurably(path, 'new');
  t.is(before, 'old');
  t.is(readFileSync(path, 'utf8'), 'new');
});

test.serial('a write that fails leaves the old file and no other', (t) => {
  const directory = temporaryDirectory(t);
  const path = join(directory, 'a.json');
  writeFileDurably(path, 'old');
  const restore = patchFiles(t, {
    fsyncSync() {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    },
  });
  t.throws(() => writeFileDurably(path, 'new'), { message: /full disk/ });
  restore();
  t.is(readFileSync(path, 'utf8'), 'old');
  t.deepEqual(readdirSync(directory), ['a.json']);
});

test.serial('a copy that gets done while a failed result is moved away stays, and the other one is late', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const id = idOf(0);
  recordFailure(paths, failedResult(0, 1));
  const [writer, other] = [openAttempt(paths, id, 2), openAttempt(paths, id, 3)];
  const rename = renameSync;
  let moved = false;
  patchFiles(t, {
    renameSync(from, to) {
      if (!moved && from === paths.trial(id).directory) {
        moved = true;
        t.is(other.commit(doneResult(0, 3)), 'committed');
      }
      rename(from, to);
    },
  });
  t.is(writer.commit(doneResult(0, 2)), 'late');
  t.true(moved);
  t.deepEqual(readResult(paths.trial(id)), doneResult(0, 3));
  t.deepEqual(readdirSync(paths.attempts), []);
});

test.serial('a done result is not moved, not even for a moment', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const id = idOf(0);
  openAttempt(paths, id, 1).commit(doneResult(0, 1));
  const writer = openAttempt(paths, id, 2);
  const rename = renameSync;
  patchFiles(t, {
    renameSync(from, to) {
      t.not(String(from), paths.trial(id).directory);
      rename(from, to);
    },
  });
  t.is(writer.commit(doneResult(0, 2)), 'late');
  t.true(existsSync(paths.trial(id).result));
  writeResult(paths.trial(id), doneResult(0, 1));
});

onLinux('an attempt that ends, with a result or without, leaves no file open', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  openAttempt(paths, idOf(0), 1).close();
  openAttempt(paths, idOf(0), 2).commit(doneResult(0, 2));
  t.is(open(), before);
});
