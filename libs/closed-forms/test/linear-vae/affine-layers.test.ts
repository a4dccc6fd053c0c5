import test from 'ava';
import { composeLayers } from '../../src/index.ts';

test('layers behind each other are one layer', (t) => {
  const layers = [
    { weights: Float64Array.of(1, 2, 3, 4, 5, 6), biases: Float64Array.of(0.5, -1, 2) },
    { weights: Float64Array.of(1, -1, 0.5, 2, 3, 1), biases: Float64Array.of(4, 7) },
  ];
  const { weights, biases } = composeLayers(2, layers);
  // [1 2 3; 4 5 6] [1 -1; 0.5 2; 3 1] by hand, and (0.5, -1, 2) through the second layer.
  t.deepEqual([...weights], [11, 6, 24.5, 12]);
  t.deepEqual([...biases], [10, 6.5]);
  t.deepEqual(composeLayers(2, layers.slice(0, 1)), layers[0]);
  t.throws(() => composeLayers(3, layers), { message: /weights/ });
  t.throws(() => composeLayers(2, [...layers].reverse()), { message: /weights/ });
});
