import test from 'ava';
import { nearestName } from '../src/index.ts';

test('the nearest name within reach', (t) => {
  const names = ['learningRate', 'beta', 'beta1', 'samples'];
  t.is(nearestName('learningrate', names), 'learningRate');
  t.is(nearestName('lerningRat', names), 'learningRate');
  t.is(nearestName('beta', names), 'beta');
  t.is(nearestName('sample', names), 'samples');
  t.is(nearestName('somethingElse', names), null);
  t.is(nearestName('x', []), null);
});
