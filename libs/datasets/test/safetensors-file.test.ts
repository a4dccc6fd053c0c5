import test from 'ava';
import fc from 'fast-check';
import { safetensorsFile } from '../src/safetensors-file.ts';
import { readSafetensors } from '../src/sources/array/safetensors.ts';

// a = np.array([[1, -2.5, 3], [0.1, 1e30, -0.0]], dtype=np.float32)
// safetensors.numpy.save({'a': a}, metadata={'trial': 'é'}).hex(), safetensors 0.8.0
const BY_PYTHON =
  '58000000000000007b225f5f6d657461646174615f5f223a7b22747269616c223a22c3a9227d2c2261223a7b226474797065223a22463332' +
  '222c227368617065223a5b322c335d2c22646174615f6f666673657473223a5b302c32345d7d7d20' +
  '0000803f000020c000004040cdcccc3dcaf2497100000080';

test('the bytes are those that the safetensors library of Python writes', (t) => {
  const values = Float32Array.of(1, -2.5, 3, 0.1, 1e30, -0);
  t.is(safetensorsFile({ a: { shape: [2, 3], values } }, { trial: 'é' }).toString('hex'), BY_PYTHON);
});

test('every array of a file reads back, whatever its name and shape', (t) => {
  const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
  const name = fc.string({ unit: 'grapheme', maxLength: 10 }).filter((text) => !text.startsWith('__'));
  const tensor = shape.chain((sizes) => {
    const length = sizes.reduce((product, size) => product * size, 1);
    return fc.record({
      shape: fc.constant(sizes),
      values: fc.float32Array({ minLength: length, maxLength: length, noNaN: true }),
    });
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(name, tensor), { selector: ([key]) => key, minLength: 1, maxLength: 5 }),
      (given) => {
        const bytes = safetensorsFile(Object.fromEntries(given), { 'a name': 'and "text"' });
        for (const [key, { shape: sizes, values }] of given) {
          const back = readSafetensors(bytes, 'x.safetensors', key);
          t.deepEqual(back.shape, sizes);
          t.deepEqual(Float32Array.from(back.values), values);
        }
        // Values start where a reader may map them.
        t.is(Number(bytes.readBigUInt64LE(0)) % 8, 0);
      },
    ),
    { numRuns: 100 },
  );
});

test('values that do not fill their shape, and the name of the metadata, are mistakes', (t) => {
  const values = new Float32Array(5);
  t.throws(() => safetensorsFile({ a: { shape: [2, 3], values } }, {}), {
    message: /a has 5 values for the shape \[2,3\]/,
  });
  t.throws(() => safetensorsFile({ __metadata__: { shape: [5], values } }, {}), { instanceOf: RangeError });
});
