import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { cacheDirectory, writeCacheFile } from '../src/cache-directory.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

test('POSTERIOR_COLLAPSE_CACHE names the cache; otherwise it is an absolute per-user path', (t) => {
  t.is(cacheDirectory({ POSTERIOR_COLLAPSE_CACHE: 'some/where' }), path.resolve('some/where'));
  t.true(path.isAbsolute(cacheDirectory({})));
  t.regex(cacheDirectory({}), /posterior-collapse/);
});

test('a cache file is written in whole, and a failed write leaves a notice and no temporary file', async (t) => {
  const directory = await temporaryDirectory(t);
  const notices: string[] = [];
  const file = path.join(directory, 'sub', 'kept');
  await writeCacheFile(file, [Buffer.from('one'), Buffer.from('two')], (line) => notices.push(line));
  t.is(await readFile(file, 'utf8'), 'onetwo');
  t.deepEqual(notices, []);

  const occupied = path.join(directory, 'occupied');
  await mkdir(path.join(occupied, 'by-a-directory'), { recursive: true });
  await writeCacheFile(occupied, [Buffer.from('x')], (line) => notices.push(line));
  t.is(notices.length, 1);
  t.deepEqual((await readdir(directory)).sort(), ['occupied', 'sub']);
});
