import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '@collapse/study';
import test from 'ava';
import { makeFolder } from '../src/make-folder.ts';
import { workFolder } from './support/run-sweep.ts';

test('a folder and those above it are made; made again, nothing happens', (t) => {
  const folder = join(workFolder(t), 'a/b/c');
  makeFolder(folder);
  makeFolder(folder);
  t.true(existsSync(folder));
});

test('a path through a file is refused', (t) => {
  const folder = workFolder(t);
  writeFileSync(join(folder, 'file'), '');
  const error = t.throws(() => makeFolder(join(folder, 'file/a/b')), { instanceOf: StorageError });
  t.is(error.code, 'ENOTDIR');
});

test('a link that leads nowhere, and one that leads to itself, are refused', (t) => {
  const folder = workFolder(t);
  symlinkSync(join(folder, 'gone/deep'), join(folder, 'link'));
  t.is(t.throws(() => makeFolder(join(folder, 'link')), { instanceOf: StorageError })?.code, 'ENOENT');
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
  t.throws(() => makeFolder(join(folder, 'loop/a')), { instanceOf: StorageError });
});

test('a name longer than the system takes is refused', (t) => {
  const error = t.throws(() => makeFolder(join(workFolder(t), 'x'.repeat(300))), { instanceOf: StorageError });
  t.is(error?.code, 'ENAMETOOLONG');
});

if (process.platform === 'linux') {
  test('a file system that takes no folders is refused', (t) => {
    t.throws(() => makeFolder('/proc/a/b'), { instanceOf: StorageError });
  });
}
