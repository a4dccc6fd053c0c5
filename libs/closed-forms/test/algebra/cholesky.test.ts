import test from 'ava';
import fc from 'fast-check';
import { determinant, inverse, Matrix } from 'ml-matrix';
import { choleskyFactor, choleskyInverse, choleskySolve, logDeterminant } from '../../src/algebra/cholesky.ts';
import { ClosedFormError } from '../../src/index.ts';
import { at, difference, standardNormals } from '../support/random-model.ts';

test('factor, determinant, inverse and solution are those of ml-matrix', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 1e6 }), (size, seed) => {
      const normal = standardNormals(seed);
      const numbers = (rows: number, columns: number) =>
        Matrix.from1DArray(rows, columns, Float64Array.from({ length: rows * columns }, normal));
      const root = numbers(size, size);
      const matrix = root.mmul(root.transpose()).add(Matrix.eye(size).mul(0.5));
      const rightSide = numbers(size, 3);
      const lower = choleskyFactor(Float64Array.from(matrix.to1DArray()), size);
      const factor = Matrix.from1DArray(size, size, lower);
      t.true(factor.mmul(factor.transpose()).sub(matrix).norm() < 1e-10 * matrix.norm());
      for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) t.is(at(lower, i * size + j), 0);
      t.true(difference(logDeterminant(lower, size), Math.log(determinant(matrix))) < 1e-9);
      const close = (found: Float64Array, expected: Matrix) =>
        expected.to1DArray().forEach((value, index) => {
          t.true(difference(at(found, index), value) < 1e-8);
        });
      close(choleskyInverse(lower, size), inverse(matrix));
      close(choleskySolve(lower, size, Float64Array.from(rightSide.to1DArray()), 3), inverse(matrix).mmul(rightSide));
    }),
    { numRuns: 40 },
  );
});

test('a matrix that is singular, indefinite or beyond float64 has no factor', (t) => {
  for (const [matrix, pivot] of [
    [[1, 1, 1, 1], 'pivot 0 in latent dimension 1'],
    [[1, 2, 2, 1], 'pivot -3 in latent dimension 1'],
    [[Number.POSITIVE_INFINITY, 0, 0, 1], 'pivot Infinity in latent dimension 0'],
    [[1, 0, 0, Number.NaN], 'pivot NaN in latent dimension 1'],
  ] as const) {
    const error = t.throws(() => choleskyFactor(Float64Array.from(matrix), 2), { instanceOf: ClosedFormError });
    t.is(error.received, pivot);
  }
});
