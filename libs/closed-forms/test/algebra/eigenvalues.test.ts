import test from 'ava';
import fc from 'fast-check';
import { tridiagonalEigenvalues, tridiagonalize } from '../../src/algebra/tridiagonal.ts';
import { ClosedFormError, eigendecompose, eigenvaluesOf, rankOf } from '../../src/index.ts';
import { at, randomCase, randomShapes } from '../support/random-model.ts';

test('the eigenvalues are those of the full decomposition', (t) => {
  fc.assert(
    fc.property(randomShapes, (shape) => {
      const { moments } = randomCase(shape);
      const expected = eigendecompose(moments).eigenvalues;
      const eigenvalues = eigenvaluesOf(moments);
      t.is(eigenvalues.length, moments.dim);
      for (const [index, value] of eigenvalues.entries()) {
        t.true(Math.abs(value - at(expected, index)) <= 1e-13 * at(expected, 0));
      }
    }),
  );
});

test('the second difference has eigenvalues that are known', (t) => {
  // 2 - 2 cos(pi i / (n + 1)), Strang 1999.
  const n = 300;
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    covariance[i * n + i] = 2;
    if (i > 0) {
      covariance[i * n + i - 1] = -1;
      covariance[(i - 1) * n + i] = -1;
    }
  }
  for (const [index, value] of eigenvaluesOf({ dim: n, covariance }).entries()) {
    t.true(Math.abs(value - (2 - 2 * Math.cos((Math.PI * (n - index)) / (n + 1)))) < 1e-13);
  }
});

test('a reduction keeps trace and squared norm', (t) => {
  const n = 40;
  const matrix = Float64Array.from({ length: n * n }, (_, index) => {
    const [i, j] = [Math.floor(index / n), index % n];
    return Math.sin(1 + Math.max(i, j) ** 2 + 3 * Math.min(i, j));
  });
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const trace = sum(Float64Array.from({ length: n }, (_, i) => at(matrix, i * n + i)));
  const square = sum(matrix.map((value) => value * value));
  const { diagonal, offDiagonal } = tridiagonalize(matrix.slice(), n);
  t.true(Math.abs(sum(diagonal) - trace) < 1e-12);
  t.true(
    Math.abs(
      sum(diagonal.map((value) => value * value)) + 2 * sum(offDiagonal.map((value) => value * value)) - square,
    ) < 1e-11,
  );
});

test('columns of zeros give eigenvalues of exactly 0, equal ones are all found', (t) => {
  const covariance = Float64Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 5);
  t.deepEqual([...eigenvaluesOf({ dim: 4, covariance })], [5, 2, 2, 0]);
  t.deepEqual([...eigenvaluesOf({ dim: 3, covariance: new Float64Array(9) })], [0, 0, 0]);
  const ones = new Float64Array(100).fill(1);
  const eigenvalues = eigenvaluesOf({ dim: 10, covariance: ones });
  t.is(rankOf(eigenvalues), 1);
  t.true(Math.abs(at(eigenvalues, 0) - 10) < 1e-13);
  t.deepEqual([...tridiagonalEigenvalues({ diagonal: Float64Array.of(3), offDiagonal: new Float64Array(0) })], [3]);
});

test('a covariance that is none is refused', (t) => {
  t.throws(() => eigenvaluesOf({ dim: 2, covariance: new Float64Array(3) }), { instanceOf: ClosedFormError });
  t.throws(() => eigenvaluesOf({ dim: 1, covariance: Float64Array.of(Number.NaN) }), { instanceOf: ClosedFormError });
});
