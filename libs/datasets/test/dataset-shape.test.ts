import { datasetSpecification, UserError } from '@collapse/trials';
import test from 'ava';
import { datasetShape } from '../src/dataset-shape.ts';

const shapeOf = (input: unknown) => datasetShape(datasetSpecification.parse(input));

test('shapes are known without reading data', (t) => {
  t.deepEqual(shapeOf({ name: 'mnist-1k' }), { count: 1000, dim: 784 });
  t.deepEqual(shapeOf({ name: 'mnist' }), { count: 60000, dim: 784 });
  t.deepEqual(shapeOf({ name: 'mnist', count: 50 }), { count: 50, dim: 784 });
  t.deepEqual(shapeOf({ name: 'synthetic', eigenvalues: [2, 1], dim: 3, count: 9 }), { count: 9, dim: 3 });
});

test('a synthetic data set that cannot be is refused by its field', (t) => {
  const tooMany = t.throws(() => shapeOf({ name: 'synthetic', eigenvalues: [3, 2, 1], dim: 2, count: 9 }), {
    instanceOf: UserError,
  });
  t.is(tooMany?.field, 'dataset.eigenvalues');
  const exact = { name: 'synthetic', eigenvalues: [2, 1], dim: 6, exact: true };
  const tooFew = t.throws(() => shapeOf({ ...exact, count: 2 }), { instanceOf: UserError });
  t.is(tooFew?.field, 'dataset.count');
  t.is(shapeOf({ ...exact, count: 3 })?.count, 3);
  t.throws(() => shapeOf({ ...exact, count: 6, noise: 0.1 }), { instanceOf: UserError, message: /more than 6/ });
});
