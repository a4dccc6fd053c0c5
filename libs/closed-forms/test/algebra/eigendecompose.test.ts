import test from 'ava';
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { ClosedFormError, eigendecompose, momentsOf, rankOf } from '../../src/index.ts';
import { at, randomCase, randomShapes, standardNormals } from '../support/random-model.ts';

test('U diag(lambda) U^T is the covariance, U is orthonormal, lambda descends and is never negative', (t) => {
  fc.assert(
    fc.property(randomShapes, (shape) => {
      const { moments } = randomCase(shape);
      const { eigenvalues, eigenvectors } = eigendecompose(moments);
      const { dim } = moments;
      const vectors = Matrix.from1DArray(dim, dim, eigenvectors);
      const rebuilt = vectors.mmul(Matrix.diag([...eigenvalues])).mmul(vectors.transpose());
      t.true(rebuilt.sub(Matrix.from1DArray(dim, dim, moments.covariance)).norm() < 1e-11);
      t.true(vectors.transpose().mmul(vectors).sub(Matrix.eye(dim)).norm() < 1e-11);
      eigenvalues.forEach((eigenvalue, i) => {
        t.true(eigenvalue >= 0 && (i === 0 || eigenvalue <= at(eigenvalues, i - 1)));
      });
    }),
  );
});

test('rank counts the directions that the data really have', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 8, max: 20 }),
      fc.integer({ min: 1, max: 1e6 }),
      (rank, dim, seed) => {
        const normal = standardNormals(seed);
        const matrix = (rows: number, columns: number) =>
          Matrix.from1DArray(rows, columns, Float64Array.from({ length: rows * columns }, normal));
        const values = Float64Array.from(matrix(40, rank).mmul(matrix(rank, dim)).to1DArray());
        t.is(rankOf(eigendecompose(momentsOf(values, 40, dim)).eigenvalues), rank);
      },
    ),
    { numRuns: 30 },
  );
  t.is(rankOf(new Float64Array(4)), 0);
});

test('a covariance with a NaN is refused', (t) => {
  const error = t.throws(() => eigendecompose({ dim: 2, covariance: Float64Array.of(1, 0, 0, Number.NaN) }), {
    instanceOf: ClosedFormError,
  });
  t.is(error.received, 'NaN at index 3');
});

test('a direction counts from the rounding of float64 on, however small it is', (t) => {
  // Of 4 eigenvalues the tolerance is 4 * 2^-52 = 8.9e-16 of the largest.
  const rank = (...eigenvalues: number[]) => rankOf(Float64Array.from(eigenvalues));
  t.is(rank(1, 1e-6, 1e-14, 0), 3);
  t.is(rank(1, 1e-6, 8e-16, 0), 2);
  t.is(rank(1e-20, 1e-26, 1e-40, 0), 2);
});
