import { momentsOf } from '@collapse/closed-forms';
import test from 'ava';
import fc from 'fast-check';
import { byteMoments, denseMoments } from '../src/covariance.ts';

/** Counts around the block of rows and dimensions around the tile. */
const shapes = fc.tuple(fc.integer({ min: 1, max: 140 }), fc.integer({ min: 1, max: 11 }));

test('dense moments are those of the textbook sums over random shapes', (t) => {
  fc.assert(
    fc.property(shapes, fc.infiniteStream(fc.double({ min: -3, max: 3, noNaN: true })), ([count, dim], stream) => {
      const values = Float64Array.from(stream.take(count * dim));
      const { mean, covariance } = denseMoments(values, count, dim);
      const column = (index: number) => Array.from({ length: count }, (_, n) => values[n * dim + index] ?? Number.NaN);
      for (let i = 0; i < dim; i++) {
        t.true(close(mean[i], average(column(i))));
        for (let j = 0; j < dim; j++) {
          const products = column(i).map(
            (x, n) => (x - average(column(i))) * ((column(j)[n] ?? 0) - average(column(j))),
          );
          t.true(close(covariance[i * dim + j], average(products)));
        }
      }
    }),
    { numRuns: 30 },
  );
});

test('dense moments keep their digits far from the origin', (t) => {
  const values = Float64Array.from({ length: 200 }, (_, index) => 1e8 + (index % 2));
  t.true(close(denseMoments(values, 200, 1).covariance[0], 0.25));
});

test('byte moments are the moments of the bytes divided by 255', (t) => {
  fc.assert(
    fc.property(
      shapes,
      fc.infiniteStream(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }))),
      ([count, dim], stream) => {
        const pixels = Uint8Array.from(stream.take(count * dim));
        const unit = Float64Array.from(pixels, (pixel) => pixel / 255);
        const exact = byteMoments(pixels, count, dim);
        const reference = momentsOf(unit, count, dim);
        t.true(exact.mean.every((value, index) => close(value, reference.mean[index])));
        t.true(exact.covariance.every((value, index) => close(value, reference.covariance[index])));
      },
    ),
    { numRuns: 50 },
  );
});

test('a pixel that never varies has covariance exactly 0 with every pixel', (t) => {
  const pixels = Uint8Array.from({ length: 3 * 999 }, (_, index) => (index % 3 === 1 ? 77 : (index * 31) % 256));
  const { covariance } = byteMoments(pixels, 999, 3);
  t.deepEqual([covariance[1], covariance[3], covariance[4], covariance[5], covariance[7]], [0, 0, 0, 0, 0]);
  t.true((covariance[0] ?? 0) > 0.05);
});

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function close(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && b !== undefined && Math.abs(a - b) <= 1e-12;
}
