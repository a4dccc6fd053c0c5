import test from 'ava';
import { inverse, Matrix } from 'ml-matrix';
import { momentsOf, residualCovariance } from '../../src/index.ts';
import { at, difference, standardNormals } from '../support/random-model.ts';

/** Joint covariance of x [dim] and c [conditionDim] of correlated data. */
function jointCovariance(dim: number, conditionDim: number, change: (row: Float64Array) => void = () => {}) {
  const width = dim + conditionDim;
  const normal = standardNormals(11);
  const mixing = Float64Array.from({ length: width * width }, normal);
  const values = new Float64Array(60 * width);
  for (let n = 0; n < 60; n++) {
    const source = Float64Array.from({ length: width }, normal);
    const row = values.subarray(n * width, (n + 1) * width);
    row.set(Array.from(row, (_, j) => source.reduce((sum, value, i) => sum + value * at(mixing, j * width + i), j)));
    change(row);
  }
  return momentsOf(values, 60, width).covariance;
}

test('what a condition leaves of the covariance is the Schur complement S_xx - S_xc S_cc^-1 S_cx', (t) => {
  const [dim, conditionDim] = [4, 3];
  const joint = jointCovariance(dim, conditionDim);
  const whole = Matrix.from1DArray(dim + conditionDim, dim + conditionDim, joint);
  const [last, end] = [dim - 1, dim + conditionDim - 1];
  const cross = whole.subMatrix(0, last, dim, end);
  const ofCondition = whole.subMatrix(dim, end, dim, end);
  const expected = whole.subMatrix(0, last, 0, last).sub(cross.mmul(inverse(ofCondition)).mmul(cross.transpose()));
  const found = residualCovariance(joint, dim, conditionDim);
  expected.to1DArray().forEach((value, index) => {
    t.true(difference(at(found, index), value) < 1e-9);
  });
});

test('a condition that is constant, or is said twice, says nothing more', (t) => {
  const plain = residualCovariance(jointCovariance(2, 1), 2, 1);
  for (const change of [
    (row: Float64Array) => row.fill(3, 3, 4),
    (row: Float64Array) => row.set(row.subarray(2, 3), 3),
  ]) {
    const joint = jointCovariance(2, 2, change);
    const reduced = Float64Array.from({ length: 9 }, (_, index) => at(joint, Math.floor(index / 3) * 4 + (index % 3)));
    const expected = residualCovariance(reduced, 2, 1);
    const found = residualCovariance(joint, 2, 2);
    expected.forEach((value, index) => {
      t.true(difference(at(found, index), value) < 1e-9, `${found[index]} against ${value}`);
    });
  }
  t.is(plain.length, 4);
});
