import test from 'ava';
import { supportsOf } from '../../src/index.ts';

const of = (values: number[], held: number[] | null = null) =>
  supportsOf({ values: Float32Array.from(values), test: held === null ? null : { values: Float32Array.from(held) } });

test('values are of every support that holds all of them', (t) => {
  t.deepEqual(of([0, 1]), ['real', 'unit', 'count']);
  t.deepEqual(of([0.2, 0.9]), ['real', 'unit', 'open-unit']);
  t.deepEqual(of([0, 3, 70_000]), ['real', 'count']);
  t.deepEqual(of([-1, 3]), ['real']);
  t.deepEqual(of([0.5, 1.0000001]), ['real']);
});

test('held-out values count', (t) => {
  t.deepEqual(of([0.2, 0.9], [1]), ['real', 'unit']);
  t.deepEqual(of([0, 3], [0.5]), ['real']);
});
