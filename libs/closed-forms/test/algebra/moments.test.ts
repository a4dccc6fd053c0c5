import test from 'ava';
import fc from 'fast-check';
import { Matrix, covariance as sampleCovariance } from 'ml-matrix';
import { ClosedFormError, momentsOf } from '../../src/index.ts';
import { at, difference, standardNormals } from '../support/random-model.ts';

test('mean and covariance are those of ml-matrix, divided by N and not N - 1', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 30 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 1e6 }),
      (count, dim, seed) => {
        const normal = standardNormals(seed);
        const values = Float32Array.from({ length: count * dim }, () => 100 + normal());
        const { mean, covariance } = momentsOf(values, count, dim);
        const matrix = Matrix.from1DArray(count, dim, values);
        const expected = sampleCovariance(matrix);
        matrix.mean('column').forEach((value, j) => {
          t.true(difference(at(mean, j), value) < 1e-12);
        });
        for (let i = 0; i < dim; i++) {
          for (let j = 0; j < dim; j++) {
            t.true(difference(at(covariance, i * dim + j), (expected.get(i, j) * (count - 1)) / count) < 1e-10);
          }
        }
      },
    ),
  );
});

test('values of another shape are refused, naming what was expected', (t) => {
  const error = t.throws(() => momentsOf(new Float32Array(5), 2, 3), { instanceOf: ClosedFormError });
  t.is(error.field, 'values');
  t.is(error.expected, '6 numbers');
  t.is(error.received, '5');
  t.true(error.message.includes(error.remedy));
});
