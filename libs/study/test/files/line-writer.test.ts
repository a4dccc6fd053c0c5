import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { LineWriter } from '../../src/index.ts';
import { patchFiles } from '../support/patched-files.ts';
import { temporaryDirectory } from '../support/sample.ts';

test.serial('a torn last line is closed first, a whole one and an empty file are not', (t) => {
  const path = join(temporaryDirectory(t), 'lines');
  for (const [before, after] of [
    ['', 'new\n'],
    ['old\n', 'old\nnew\n'],
    ['torn', 'torn\nnew\n'],
  ] as const) {
    writeFileSync(path, before);
    const lines = new LineWriter(path, 0);
    lines.append('new');
    lines.close();
    t.is(readFileSync(path, 'utf8'), after);
  }
});

test.serial('lines are kept back up to the size of the buffer, and written by flush and close', (t) => {
  const path = join(temporaryDirectory(t), 'lines');
  const lines = new LineWriter(path, 6);
  lines.append('abc');
  t.is(readFileSync(path, 'utf8'), '');
  lines.append('de');
  t.is(readFileSync(path, 'utf8'), 'abc\nde\n');
  lines.append('f');
  lines.flush();
  t.is(readFileSync(path, 'utf8'), 'abc\nde\nf\n');
  lines.append('g');
  lines.close();
  lines.close();
  t.is(readFileSync(path, 'utf8'), 'abc\nde\nf\ng\n');
  t.throws(() => lines.append('hijklmn'), { message: /is closed/ });
});

test.serial('what is kept back is dropped by discard', (t) => {
  const path = join(temporaryDirectory(t), 'lines');
  const lines = new LineWriter(path, 100);
  lines.append('abc');
  lines.discard();
  t.is(readFileSync(path, 'utf8'), '');
});

test.serial('a write that takes a part only is gone on with', (t) => {
  const path = join(temporaryDirectory(t), 'lines');
  const lines = new LineWriter(path, 0);
  const whole = writeSync;
  const restore = patchFiles(t, {
    writeSync: ((descriptor: number, bytes: Buffer, offset: number) =>
      whole(descriptor, bytes, offset, Math.min(3, bytes.length - offset))) as typeof writeSync,
  });
  lines.append('abcdefgh');
  lines.append('ij');
  restore();
  lines.close();
  t.is(readFileSync(path, 'utf8'), 'abcdefgh\nij\n');
});

test.serial('a write that fails halfway leaves a torn line, which spoils only itself', (t) => {
  const path = join(temporaryDirectory(t), 'lines');
  const lines = new LineWriter(path, 0);
  const whole = writeSync;
  let calls = 0;
  const restore = patchFiles(t, {
    writeSync: ((descriptor: number, bytes: Buffer, offset: number) => {
      if (calls++ === 0) return whole(descriptor, bytes, offset, 4);
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    }) as typeof writeSync,
  });
  t.throws(() => lines.append('abcdefgh'), { message: /full disk/ });
  restore();
  lines.append('next');
  lines.close();
  t.is(readFileSync(path, 'utf8'), 'abcd\nnext\n');
});
