import test from 'ava';
import { formatDuration, formatTime } from '../src/format-time.ts';
import { shortNumber } from '../src/short-number.ts';

test('numbers for reading', (t) => {
  const cases: [number, string][] = [
    [0, '0'],
    [20, '20'],
    [20 - 1e-12, '20'],
    [-968.664, '−968.66'],
    [0.05, '0.050'],
    [0.00123, '0.0012'],
    [1.5e-12, '1.5e−12'],
    [-50176.4, '−50176'],
    [1234.56, '1234.6'],
  ];
  for (const [value, text] of cases) t.is(shortNumber(value), text);
});

test('times for reading', (t) => {
  t.deepEqual([3.46, 59, 125, 4380].map(formatDuration), ['3.5 s', '59 s', '2 min 5 s', '1 h 13 min']);
  t.is(formatTime(Date.UTC(2026, 0, 5, 9, 30)), '2026-01-05 09:30 UTC');
});
