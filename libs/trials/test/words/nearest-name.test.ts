import test from 'ava';
import { nearestName } from '../../src/index.ts';

test('the nearest name within reach', (t) => {
  const names = ['learningRate', 'beta', 'beta1', 'samples'];
  t.is(nearestName('learningrate', names), 'learningRate');
  t.is(nearestName('lerningRat', names), 'learningRate');
  t.is(nearestName('beta', names), 'beta');
  t.is(nearestName('sample', names), 'samples');
  t.is(nearestName('somethingElse', names), null);
  t.is(nearestName('x', []), null);
});

test('of names equally near it is the first; capitals count for nothing; a third of the letters may be wrong', (t) => {
  t.is(nearestName('betx', ['beta', 'betb']), 'beta');
  t.is(nearestName('LEARNINGRATE', ['samples', 'learningRate']), 'learningRate');
  t.is(nearestName('learnxxxRatx', ['learningRate']), 'learningRate');
  t.is(nearestName('leaxxxxxRatx', ['learningRate']), null);
  t.is(nearestName('abc', ['axy']), 'axy');
  t.is(nearestName('abc', ['xyz']), null);
});
