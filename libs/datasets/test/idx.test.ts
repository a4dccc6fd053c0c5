import { gzipSync } from 'node:zlib';
import { UserError } from '@collapse/trials';
import test from 'ava';
import fc from 'fast-check';
import { decompressed, parseIdxImages } from '../src/idx.ts';
import { idxBytes } from './support/idx-bytes.ts';

const whole = idxBytes(3, 2, 2, (index) => index * 20);

test('images of any size come back as they were written, plain and gzip', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
      fc.boolean(),
      async ([count, rows, columns], compressed) => {
        const bytes = idxBytes(count, rows, columns, (index) => (index * 37) % 256);
        const images = parseIdxImages(await decompressed(compressed ? gzipSync(bytes) : bytes, 'file'), 'file');
        t.deepEqual([images.count, images.rows, images.columns], [count, rows, columns]);
        t.deepEqual(
          [...images.pixels],
          Array.from({ length: count * rows * columns }, (_, index) => (index * 37) % 256),
        );
      },
    ),
  );
});

test('a file cut off anywhere, or with bytes after its end, is refused by name', (t) => {
  for (let length = 0; length < whole.length; length++) {
    const error = t.throws(() => parseIdxImages(whole.subarray(0, length), 'digits.idx'), { instanceOf: UserError });
    t.is(error?.field, 'digits.idx');
  }
  const longer = Buffer.concat([whole, Buffer.of(0)]);
  t.regex(
    t.throws(() => parseIdxImages(longer, 'digits.idx'))?.message ?? '',
    /28 bytes for 3 images.*29 bytes.*after/,
  );
  t.regex(t.throws(() => parseIdxImages(whole.subarray(0, 20), 'digits.idx'))?.message ?? '', /20 bytes.*cut off/);
});

test('what is not images of bytes is refused, and told what it is', (t) => {
  const refused: readonly (readonly [number, number, RegExp])[] = [
    [0, 0x50, /an IDX file .* first bytes 50 00 08 03/],
    [2, 0x0d, /type 08 .* type 0d/],
    [3, 1, /3 IDX dimensions .* received 1.*labels/],
    [7, 0, /at least one image.* 0 x 2 x 2/],
  ];
  for (const [offset, value, message] of refused) {
    const bytes = Buffer.from(whole);
    bytes[offset] = value;
    t.throws(() => parseIdxImages(bytes, 'file'), { instanceOf: UserError, message });
  }
});

test('cut or damaged gzip is refused by name', async (t) => {
  const compressed = gzipSync(idxBytes(50, 8, 8, (index) => (index * index) % 251));
  await t.throwsAsync(decompressed(compressed.subarray(0, compressed.length - 20), 'digits.gz'), {
    instanceOf: UserError,
    message: /digits\.gz: expected a whole gzip file.*fresh copy/,
  });
  const damaged = Buffer.from(compressed);
  damaged.fill(0xff, 20, 40);
  await t.throwsAsync(decompressed(damaged, 'digits.gz'), { instanceOf: UserError, message: /digits\.gz/ });
});
