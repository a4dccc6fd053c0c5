import test from 'ava';
import { seedStream } from '../../src/index.ts';

test('a stream is the first two big-endian int32 of the sha256 of seed:name', (t) => {
  // printf '0:noise' | sha256sum, and so on.
  t.deepEqual(seedStream(0, 'noise'), [0x6e3c683c | 0, 0xc38ded6b | 0]);
  t.deepEqual(seedStream(7, 'batches'), [0x1f3ed82b | 0, 0x14e82402 | 0]);
});

test('streams differ by seed and by name', (t) => {
  const names = ['initialization', 'batches', 'noise', 'evaluation', 'pictures'];
  const streams = Array.from({ length: 1000 }, (_, seed) => names.map((name) => seedStream(seed, name).join())).flat();
  t.is(new Set(streams).size, streams.length);
});
