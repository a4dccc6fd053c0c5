import test from 'ava';
import { durationWords } from '../../src/terminal/duration.ts';

test('time spans', (t) => {
  t.deepEqual([0.4, 59.4, 59.6, 125, 3599.9, 11400].map(durationWords), [
    '0 s',
    '59 s',
    '1:00 min',
    '2:05 min',
    '1:00:00 h',
    '3:10:00 h',
  ]);
});
