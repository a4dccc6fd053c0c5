import { momentsOf } from '@collapse/closed-forms';
import test from 'ava';
import fc from 'fast-check';
import { MomentSums, mergeMoments } from '../../src/moments/moment-sums.ts';
import { BLOCK_ROWS, productKernel } from '../../src/moments/product-kernel.ts';

/** Data points around the block and dimensions around the tile, far from the origin, each column with a drift. */
const shapes = fc.record({
  count: fc.integer({ min: 2, max: 3 * BLOCK_ROWS }),
  dim: fc.integer({ min: 1, max: 11 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
  cut: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
});

function drifting(count: number, dim: number, seed: number): Float64Array {
  const value = (row: number, column: number) => 1000 * column + Math.sin(seed + row * row + 7 * column) + row / count;
  return Float64Array.from({ length: count * dim }, (_, index) => value(Math.floor(index / dim), index % dim));
}

const near = (a: Float64Array, b: Float64Array) =>
  a.every((value, index) => Math.abs(value - (b[index] ?? 0)) <= 1e-11 * Math.max(1, Math.abs(value)));

test('chunks, and parts merged, have the moments of the whole', (t) => {
  fc.assert(
    fc.property(shapes, ({ count, dim, seed, cut }) => {
      const values = drifting(count, dim, seed);
      const expected = momentsOf(values, count, dim);
      const first = Math.max(1, Math.min(count - 1, Math.round(cut * count)));
      const sums = new MomentSums(dim);
      sums.add(values.subarray(0, first * dim), first);
      sums.add(values.subarray(first * dim), count - first);
      const whole = sums.moments();
      t.is(whole.count, count);
      t.true(near(whole.mean, expected.mean) && near(whole.covariance, expected.covariance));

      const [one, other] = [new MomentSums(dim), new MomentSums(dim)];
      one.add(values.subarray(0, first * dim), first);
      other.add(values.subarray(first * dim), count - first);
      const merged = mergeMoments(one.moments(), other.moments());
      t.is(merged.count, count);
      t.true(near(merged.mean, expected.mean) && near(merged.covariance, expected.covariance));
    }),
    { numRuns: 40 },
  );
});

test('a column that never varies has covariance exactly 0, though its mean has no exact sum', (t) => {
  const values = Float64Array.from({ length: 3 * 1000 }, (_, index) => (index % 3 === 1 ? 0.1 : Math.sin(index)));
  const sums = new MomentSums(3);
  sums.add(values.subarray(0, 900), 300);
  sums.add(values.subarray(900), 700);
  const { covariance, mean } = sums.moments();
  t.deepEqual([covariance[1], covariance[3], covariance[4], covariance[5], covariance[7]], [0, 0, 0, 0, 0]);
  t.is(mean[1], 0.1);
});

test('the kernel adds the products of every pair of columns, each once', (t) => {
  const { block, products, paddedDim, add } = productKernel(9);
  t.is(paddedDim, 12);
  for (let index = 0; index < 9 * BLOCK_ROWS; index++) block[index] = ((index * 37) % 19) - 9;
  add();
  add();
  for (let i = 0; i < paddedDim; i++) {
    for (let j = i; j < paddedDim; j++) {
      let sum = 0;
      for (let row = 0; row < BLOCK_ROWS; row++) {
        sum += (block[i * BLOCK_ROWS + row] ?? 0) * (block[j * BLOCK_ROWS + row] ?? 0);
      }
      t.is(products[i * paddedDim + j], 2 * sum, `${i}, ${j}`);
    }
  }
});
