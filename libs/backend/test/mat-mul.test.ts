import { statelessNormal } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import fc from 'fast-check';
import { loadTestedBackend } from './backend.ts';

await loadTestedBackend();

interface Product {
  readonly batch: readonly number[];
  /** For each operand, which batch axes it leaves to broadcasting, and how many leading ones it leaves out. */
  readonly broadcast: readonly [readonly boolean[], readonly boolean[]];
  readonly omit: readonly [number, number];
  readonly sizes: readonly [number, number, number];
  readonly transpose: readonly [boolean, boolean];
}

const size = fc.integer({ min: 1, max: 6 });
const flags = fc.array(fc.boolean(), { minLength: 2, maxLength: 2 });
const products: fc.Arbitrary<Product> = fc.record({
  batch: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 0, maxLength: 2 }),
  broadcast: fc.tuple(flags, flags),
  omit: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
  sizes: fc.tuple(size, size, size),
  transpose: fc.tuple(fc.boolean(), fc.boolean()),
});

/** The operand's shape: its batch axes, then rows and columns as they stand before any transposition. */
function operandShape({ batch, broadcast, omit, transpose }: Product, side: 0 | 1, rows: number, columns: number) {
  const axes = batch.map((axis, index) => (broadcast[side][index] ? 1 : axis)).slice(omit[side]);
  return [...axes, ...(transpose[side] ? [columns, rows] : [rows, columns])];
}

/** The element of a broadcast operand at a batch position, row and column. */
function element(
  tensor: tf.Tensor,
  values: ArrayLike<number>,
  position: readonly number[],
  row: number,
  column: number,
  transposed: boolean,
) {
  const own = position
    .slice(position.length - (tensor.rank - 2))
    .map((at, axis) => (tensor.shape[axis] === 1 ? 0 : at));
  const location = [...own, ...(transposed ? [column, row] : [row, column])];
  return values[location.reduce((index, at, axis) => index * (tensor.shape[axis] ?? 1) + at, 0)] ?? Number.NaN;
}

test('matMul is the sum over the inner axis, for any batch, broadcasting and transposition', (t) => {
  fc.assert(
    fc.property(products, (product) => {
      const [m, k, n] = product.sizes;
      const [transposeA, transposeB] = product.transpose;
      const tensor = (shape: number[], seed: number) =>
        tf.tensor(statelessNormal(tf.util.sizeFromShape(shape), [seed, m]), shape);
      const a = tensor(operandShape(product, 0, m, k), 1);
      const b = tensor(operandShape(product, 1, k, n), 2);
      const result = tf.matMul(a, b, transposeA, transposeB);
      const [aValues, bValues, actual] = [a, b, result].map((each) => each.dataSync()) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const batch = result.shape.slice(0, -2);
      t.deepEqual(result.shape.slice(-2), [m, n]);
      t.deepEqual(batch, tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2)));
      actual.forEach((value, index) => {
        let rest = Math.floor(index / (m * n));
        const position = batch.map(() => 0);
        for (let axis = batch.length - 1; axis >= 0; axis--) {
          position[axis] = rest % (batch[axis] ?? 1);
          rest = Math.floor(rest / (batch[axis] ?? 1));
        }
        const [row, column] = [Math.floor(index / n) % m, index % n];
        let sum = 0;
        for (let inner = 0; inner < k; inner++) {
          sum +=
            element(a, aValues, position, row, inner, transposeA) *
            element(b, bValues, position, inner, column, transposeB);
        }
        if (!(Math.abs(value - sum) < 1e-5))
          t.fail(`${value} at ${index}, expected ${sum}: ${JSON.stringify(product)}`);
      });
      tf.dispose([a, b, result]);
    }),
    { numRuns: 300 },
  );
});

test('a weight that changes in place is not multiplied from a stale copy', (t) => {
  for (const scale of [1, 2, 3]) {
    const product = tf.tidy(() => tf.matMul(tf.ones([2, 3, 4]), tf.fill([2, 4, 5], scale)));
    t.true(product.dataSync().every((value) => value === 4 * scale));
    product.dispose();
  }
});

test('inner sizes that differ are refused', (t) => {
  const [a, b] = [tf.ones([2, 3, 4]), tf.ones([2, 5, 6])];
  t.throws(() => tf.matMul(a, b), { message: /2,3,4.*2,5,6/s });
  tf.dispose([a, b]);
});
