import { momentsOf } from '@collapse/closed-forms';
import { datasetSpecification } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import { inverse, Matrix } from 'ml-matrix';
import { datasetShape, loadDataset } from '../src/index.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const load = async (t: ExecutionContext, input: unknown) =>
  loadDataset(datasetSpecification.parse(input), { cacheDirectory: await temporaryDirectory(t), onNotice: () => {} });

const synthetic = { name: 'synthetic', eigenvalues: [4, 2, 1], dim: 6, count: 300, noise: 0.1, exact: true };

test('an exact conditional sample has the asked spectrum before and after the condition', async (t) => {
  const dataset = await load(t, { ...synthetic, condition: { correlations: [0.9, -0.5] } });
  const expected = [4 * (1 - 0.81), 2 * 0.75, 1, 0.1, 0.1, 0.1].sort((a, b) => b - a);
  for (const [index, value] of expected.entries()) {
    t.true(Math.abs((dataset.condition?.residualEigenvalues[index] ?? 0) - value) < 1e-5, `${index}`);
  }
  for (const [index, value] of [4, 2, 1, 0.1].entries()) {
    t.true(Math.abs((dataset.spectrum.eigenvalues[index] ?? 0) - value) < 1e-5);
  }
  t.is(dataset.condition?.test?.length, 600);
  t.true(dataset.condition?.mean.every((value) => Math.abs(value) < 1e-6));
});

test('what a condition leaves is the residual of a least-squares fit', async (t) => {
  const dataset = await load(t, { ...synthetic, exact: false, condition: { correlations: [0.7, 0.2, 0.4] } });
  const { condition, values, count, dim } = dataset;
  if (!condition) return t.fail('no condition');
  const centred = (data: Float32Array, width: number) => {
    const matrix = Matrix.from1DArray(count, width, Float64Array.from(data));
    return matrix.subRowVector(matrix.mean('column'));
  };
  const [x, c] = [centred(values, dim), centred(condition.values, condition.dim)];
  const fit = inverse(c.transpose().mmul(c)).mmul(c.transpose()).mmul(x);
  const residual = Matrix.sub(x, c.mmul(fit));
  const { covariance } = momentsOf(Float64Array.from(residual.to1DArray()), count, dim);
  const trace = covariance.reduce((sum, value, index) => (index % (dim + 1) === 0 ? sum + value : sum), 0);
  const found = condition.residualEigenvalues.reduce((sum, value) => sum + value, 0);
  t.true(Math.abs(found - trace) < 1e-6 * trace, `${found} against ${trace}`);
});

test('the right half of each image given the left one', async (t) => {
  const specification = datasetSpecification.parse({ name: 'mnist-1k', condition: 'left-half' });
  t.deepEqual(datasetShape(specification), { count: 1000, dim: 392 });
  const [whole, halves] = [await load(t, { name: 'mnist-1k' }), await load(t, specification)];
  const image = 7;
  for (const [row, column] of [
    [9, 3],
    [13, 13],
    [20, 5],
  ] as const) {
    const at = image * 784 + row * 28 + column;
    t.is(halves.condition?.values[image * 392 + row * 14 + column], whole.values[at]);
    t.is(halves.values[image * 392 + row * 14 + column], whole.values[at + 14]);
  }
  t.deepEqual(halves.imageShape, [28, 14]);
  t.is(halves.test?.values.length, 500 * 392);
});

test('more conditions than directions are refused', async (t) => {
  await t.throwsAsync(load(t, { ...synthetic, noise: 0, condition: { correlations: [0.1, 0.1, 0.1, 0.1] } }), {
    message: /dataset.condition.correlations: expected at most 3/,
  });
});
