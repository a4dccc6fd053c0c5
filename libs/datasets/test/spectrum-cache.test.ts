import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { momentsOf } from '@collapse/closed-forms';
import test from 'ava';
import { cachedSpectrum } from '../src/spectrum-cache.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const [count, dim] = [30, 4];
const values = Float64Array.from({ length: count * dim }, (_, index) => Math.sin(index * index));

/** Counts how often the moments were computed, and keeps the notices. */
function cacheIn(directory: string) {
  const seen = { computed: 0, notices: [] as string[] };
  const load = (checksum = 'abc') =>
    cachedSpectrum({
      directory,
      checksum,
      count,
      dim,
      moments: () => {
        seen.computed++;
        return momentsOf(values, count, dim);
      },
      onNotice: (line) => seen.notices.push(line),
    });
  return { seen, load };
}

test('the second time everything comes from disk, to the last bit', async (t) => {
  const { seen, load } = cacheIn(await temporaryDirectory(t));
  const computed = await load();
  const kept = await load();
  t.deepEqual(kept, computed);
  t.is(seen.computed, 1);
  t.deepEqual(seen.notices, []);
  // A u = lambda u for each kept pair.
  for (let i = 0; i < dim; i++) {
    for (let row = 0; row < dim; row++) {
      let product = 0;
      for (let j = 0; j < dim; j++) {
        product += (kept.moments.covariance[row * dim + j] ?? 0) * (kept.spectrum.eigenvectors[j * dim + i] ?? 0);
      }
      const scaled = (kept.spectrum.eigenvalues[i] ?? 0) * (kept.spectrum.eigenvectors[row * dim + i] ?? 0);
      t.true(Math.abs(product - scaled) < 1e-12);
    }
  }
});

test('other data has another file', async (t) => {
  const directory = await temporaryDirectory(t);
  const { seen, load } = cacheIn(directory);
  await load('abc');
  await load('def');
  t.is(seen.computed, 2);
  t.is((await readdir(path.join(directory, 'spectra'))).length, 2);
});

test('a cut, damaged, empty or foreign file is told of, replaced and used again', async (t) => {
  const directory = await temporaryDirectory(t);
  const first = cacheIn(directory);
  const computed = await first.load();
  const [name] = await readdir(path.join(directory, 'spectra'));
  const file = path.join(directory, 'spectra', name ?? '');
  const whole = await readFile(file);
  const flipped = Buffer.from(whole);
  flipped.writeUInt8(flipped.readUInt8(whole.length - 9) ^ 1, whole.length - 9);
  const foreign = Buffer.from(whole.toString('latin1').replace('abc', 'xyz'), 'latin1');
  const broken = [whole.subarray(0, whole.length - 8), whole.subarray(0, 10), flipped, Buffer.alloc(0), foreign];
  for (const bytes of broken) {
    await writeFile(file, bytes);
    const { seen, load } = cacheIn(directory);
    t.deepEqual(await load(), computed);
    t.is(seen.computed, 1);
    t.regex(seen.notices.join('\n'), /is damaged: computing the spectrum again/);
    t.deepEqual(await readFile(file), whole);
  }
});

test('a cache directory that cannot be used costs notices, never the result', async (t) => {
  const blocked = path.join(await temporaryDirectory(t), 'a-file');
  await writeFile(blocked, '');
  const unwritable = cacheIn(blocked);
  t.is((await unwritable.load()).moments.dim, dim);
  t.true(unwritable.seen.notices.length > 0);

  const directory = await temporaryDirectory(t);
  await mkdir(path.join(directory, 'spectra', 'abc.v2'), { recursive: true });
  const unreadable = cacheIn(directory);
  t.is((await unreadable.load()).moments.dim, dim);
  t.regex(unreadable.seen.notices.join('\n'), /not read from the cache.*not kept in the cache/s);
});
