import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { DamagedCheckpoint, encodeCheckpoint, readCheckpoint, writeFileDurably } from '../../src/index.ts';
import { headerOf } from '../support/checkpoints.ts';
import { temporaryDirectory } from '../support/sample.ts';

const arrays = [
  {
    name: 'weights',
    type: 'float32' as const,
    shape: [2, 2],
    values: () => Float32Array.of(1.5, Number.NaN, -0, 3e-45),
  },
  { name: 'order', type: 'int32' as const, shape: [3], values: () => Int32Array.of(-1, 2, 2 ** 31 - 1) },
  {
    name: 'curve',
    type: 'uint8' as const,
    shape: [5],
    values: () => new Uint8Array(Buffer.from('línea').subarray(0, 5)),
  },
  { name: 'nothing', type: 'float32' as const, shape: [0, 4], values: () => new Float32Array() },
];

test('what is read is what was written, to the last bit', (t) => {
  const path = join(temporaryDirectory(t), 'checkpoint.bin');
  writeFileDurably(path, encodeCheckpoint(headerOf([0, 1], 7), arrays));
  const { header, arrays: read } = readCheckpoint(path);
  t.deepEqual(header, headerOf([0, 1], 7));
  t.deepEqual(
    [...read.keys()],
    arrays.map(({ name }) => name),
  );
  for (const { name, shape, values } of arrays) {
    t.deepEqual(read.get(name)?.shape, shape);
    // Bytes, since -0 and the bits of NaN count.
    const bytes = (array: ArrayBufferView | undefined) => array && Buffer.from(array.buffer).toString('hex');
    t.is(bytes(read.get(name)?.values), bytes(values()), name);
  }
});

test('a changed byte, a missing end or another file is a damaged checkpoint, never another one', (t) => {
  const path = join(temporaryDirectory(t), 'checkpoint.bin');
  writeFileDurably(path, encodeCheckpoint(headerOf([0], 7), arrays));
  const whole = readFileSync(path);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, cut) => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ change;
      writeFileSync(path, cut ? whole : bytes);
      if (cut) truncateSync(path, at);
      t.throws(() => readCheckpoint(path), { instanceOf: DamagedCheckpoint });
    }),
    { numRuns: 200 },
  );
  t.throws(() => readCheckpoint(`${path}.none`), { instanceOf: DamagedCheckpoint, message: /ENOENT/ });
  writeFileSync(path, whole);
  t.notThrows(() => readCheckpoint(path));
});
