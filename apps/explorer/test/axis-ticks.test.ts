import test from 'ava';
import { linearTicks, logTicks } from '../src/axis-ticks.ts';

const near = (
  t: { true: (value: boolean, message?: string) => void },
  actual: readonly number[],
  expected: readonly number[],
) =>
  t.true(
    actual.length === expected.length &&
      actual.every((value, index) => Math.abs(value - (expected[index] ?? 0)) <= 1e-12 * Math.abs(value)),
    String(actual),
  );

test('a logarithmic axis has decades, fewer where there are many and 1, 2, 5 where there are few', (t) => {
  near(t, logTicks(0.15, 6, 7), [0.2, 0.5, 1, 2, 5]);
  near(t, logTicks(1e-3, 1e3, 7), [1e-3, 1e-2, 0.1, 1, 10, 100, 1000]);
  near(t, logTicks(1e-8, 1e4, 7), [1e-8, 1e-6, 1e-4, 1e-2, 1, 100, 1e4]);
});

test('a linear axis has round numbers from 0', (t) => {
  near(t, linearTicks(0.83, 3), [0, 0.5]);
  near(t, linearTicks(3, 3), [0, 1, 2, 3]);
  near(t, linearTicks(63, 6), [0, 20, 40, 60]);
});
