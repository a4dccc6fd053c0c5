import { momentsOf } from '@collapse/closed-forms';
import test from 'ava';
import fc from 'fast-check';
import { standardNormals } from '../src/philox.ts';
import { whiten } from '../src/whiten.ts';

test('whitened values have mean 0 and covariance exactly the identity, down to one point more than dimensions', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer(),
      (dim, additional, seed) => {
        const count = dim + additional;
        const values = standardNormals([seed, 0], count * dim).map((z, index) => 5 * z + (index % dim));
        whiten(values, count, dim);
        const { mean, covariance } = momentsOf(values, count, dim);
        t.true(mean.every((value) => Math.abs(value) < 1e-10));
        t.true(covariance.every((value, index) => Math.abs(value - (index % (dim + 1) === 0 ? 1 : 0)) < 1e-10));
      },
    ),
  );
});
