import test from 'ava';
import { merge, mergeAt } from '../../src/grid/merge.ts';

test('objects are merged field by field, everything else replaces', (t) => {
  t.deepEqual(merge({ a: { b: 1, c: 2 }, d: 3 }, { a: { c: 4 }, e: 5 }), { a: { b: 1, c: 4 }, d: 3, e: 5 });
  t.deepEqual(merge({ a: [1, 2, 3] }, { a: [4] }), { a: [4] });
  t.deepEqual(merge({ a: { b: 1 } }, { a: null }), { a: null });
  t.deepEqual(merge({ a: 1 }, [2]), [2]);
  t.deepEqual(merge([1], { a: 2 }), { a: 2 });
});

test('a value is merged at its path, which is made where it is missing; neither argument changes', (t) => {
  const target = { a: { b: { c: 1 }, d: 2 } };
  const value = { e: 3 };
  t.deepEqual(mergeAt(target, ['a', 'b'], value), { a: { b: { c: 1, e: 3 }, d: 2 } });
  t.deepEqual(mergeAt(target, ['a', 'x', 'y'], 4), { a: { b: { c: 1 }, d: 2, x: { y: 4 } } });
  t.deepEqual(mergeAt(target, [], { a: 5 }), { a: 5 });
  t.deepEqual(mergeAt(3, ['a'], 4), { a: 4 });
  t.deepEqual(target, { a: { b: { c: 1 }, d: 2 } });
  t.deepEqual(value, { e: 3 });
});
