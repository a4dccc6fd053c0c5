import test from 'ava';
import { scalePixels } from '../src/scaling.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test('unit scaling is x / 255 in float32', (t) => {
  t.deepEqual(
    [...scalePixels(everyByte, 'unit', 'train')],
    [...everyByte].map((byte) => Math.fround(byte / 255)),
  );
});

test('logit scaling undone gives a number in [x, x + 1) / 256, the byte it came from', (t) => {
  const values = scalePixels(everyByte, 'logit', 'train');
  values.forEach((value, byte) => {
    const inside = 1 / (1 + Math.exp(-value));
    const dequantized = ((inside - 1e-6) / (1 - 2e-6)) * 256;
    // Float32 logits near 10 resolve about 1e-6.
    t.true(dequantized > byte - 1e-3 && dequantized < byte + 1 + 1e-3, `byte ${byte} came back as ${dequantized}`);
  });
});

test('dequantization noise fills the unit interval evenly', (t) => {
  const count = 50_000;
  const values = scalePixels(new Uint8Array(count).fill(100), 'logit', 'train');
  const noise = [...values].map((value) => ((1 / (1 + Math.exp(-value)) - 1e-6) / (1 - 2e-6)) * 256 - 100);
  const mean = noise.reduce((sum, u) => sum + u, 0) / count;
  t.true(Math.abs(mean - 0.5) < 5 * Math.sqrt(1 / 12 / count));
  t.true(noise.filter((u) => u < 0.1).length > 0.09 * count && noise.filter((u) => u > 0.9).length > 0.09 * count);
});

test('logit noise is the same every time, another for held-out data, and does not depend on the count', (t) => {
  const values = [...scalePixels(everyByte, 'logit', 'train')];
  t.deepEqual([...scalePixels(everyByte, 'logit', 'train')], values);
  t.deepEqual([...scalePixels(everyByte.subarray(0, 10), 'logit', 'train')], values.slice(0, 10));
  t.notDeepEqual([...scalePixels(everyByte, 'logit', 'test')], values);
});
