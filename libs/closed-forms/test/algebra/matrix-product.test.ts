import test from 'ava';
import { Matrix } from 'ml-matrix';
import { multiply, multiplyVector, transpose, weightedGram } from '../../src/algebra/matrix-product.ts';
import { at, difference, standardNormals } from '../support/random-model.ts';

test('products are those of ml-matrix, within a block of rows, at its edges and over several', (t) => {
  const normal = standardNormals(5);
  for (const inner of [1, 2, 3, 4, 7, 31, 32, 33, 36, 64, 70, 97]) {
    const [n, p] = [3, 5];
    const numbers = (length: number) => Float64Array.from({ length }, normal);
    const [a, b, x] = [numbers(n * inner), numbers(inner * p), numbers(inner)];
    const left = Matrix.from1DArray(n, inner, a);
    const close = (found: Float64Array, expected: Matrix, what: string) => {
      t.is(found.length, expected.rows * expected.columns);
      expected.to1DArray().forEach((value, index) => {
        t.true(difference(at(found, index), value) < 1e-12, `${what} at ${inner}`);
      });
    };
    close(multiply(a, b, n, inner, p), left.mmul(Matrix.from1DArray(inner, p, b)), 'a b');
    close(multiplyVector(a, x, n, inner), left.mmul(Matrix.columnVector(x)), 'a x');
    close(transpose(a, n, inner), left.transpose(), 'transposed');
    const weights = Float64Array.of(2, 0.5, -1);
    close(weightedGram(a, weights, n, inner), left.transpose().mmul(Matrix.diag(weights)).mmul(left), 'a^T diag a');
  }
});
