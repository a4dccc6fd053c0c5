import test from 'ava';
import { named } from '../../src/index.ts';

test('a parameter that is not there is named, with those that are', (t) => {
  t.is(named({ a: 0 }, 'a'), 0);
  t.throws(() => named({ a: 1, b: 2 }, 'c'), { message: 'c is missing; there are a, b' });
});
