import test from 'ava';
import { formatDuration, formatSpeed } from '../../src/terminal/duration.ts';

test('time spans', (t) => {
  t.deepEqual([0.4, 59.4, 59.6, 125, 3599.9, 11400].map(formatDuration), [
    '0 s',
    '59 s',
    '1:00 min',
    '2:05 min',
    '1:00:00 h',
    '3:10:00 h',
  ]);
});

test('the pace of trials, however fast', (t) => {
  const cases: readonly (readonly [number, string])[] = [
    [0.4217, '0.42 trials a minute'],
    [8.14, '8.1 trials a minute'],
    [42.04, '42 trials a minute'],
    [119.6, '120 trials a minute'],
    [12_345, '12,345 trials a minute'],
  ];
  for (const [perMinute, words] of cases) t.is(formatSpeed(perMinute), words);
});
