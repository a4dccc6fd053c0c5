import test from 'ava';
import fc from 'fast-check';
import { orthonormalRows } from '../src/orthonormal-rows.ts';

test('rows are orthonormal to rounding for any shape', (t) => {
  const shapes = fc
    .integer({ min: 1, max: 40 })
    .chain((dim) => fc.tuple(fc.integer({ min: 1, max: dim }), fc.constant(dim)));
  fc.assert(
    fc.property(shapes, fc.integer(), ([count, dim], seed) => {
      const rows = orthonormalRows([seed, 1], count, dim);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j <= i; j++) {
          let product = 0;
          for (let k = 0; k < dim; k++) product += (rows[i * dim + k] ?? 0) * (rows[j * dim + k] ?? 0);
          t.true(Math.abs(product - (i === j ? 1 : 0)) < 1e-12, `rows ${i} and ${j}: ${product}`);
        }
      }
    }),
  );
});

test('directions are uniform: each squared coordinate is 1 / dim on average', (t) => {
  const [draws, dim] = [4000, 3];
  const sums = [0, 0, 0];
  for (let seed = 0; seed < draws; seed++) {
    orthonormalRows([seed, 7], 1, dim).forEach((value, index) => {
      sums[index] = (sums[index] ?? 0) + value * value;
    });
  }
  // Var of a squared coordinate on the sphere in 3 dimensions is 4 / 45; five standard errors.
  for (const sum of sums) t.true(Math.abs(sum / draws - 1 / dim) < 5 * Math.sqrt(4 / 45 / draws));
});
