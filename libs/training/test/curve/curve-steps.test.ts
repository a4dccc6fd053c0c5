import test from 'ava';
import { lastTenth, longestInterval, nextLogged } from '../../src/curve/curve-steps.ts';

function stepsOf(steps: number, every: number | 'auto'): number[] {
  const points = [0];
  for (let at = 0; at < steps; points.push(at)) at = nextLogged(at, steps, every);
  return points;
}

const everyStep = (steps: number) => Array.from({ length: steps + 1 }, (_, step) => step);

test('a number is a point every so many steps, with the first and the last', (t) => {
  t.deepEqual(stepsOf(10, 4), [0, 4, 8, 10]);
  t.deepEqual(stepsOf(8, 4), [0, 4, 8]);
  t.deepEqual(stepsOf(0, 4), [0]);
  t.deepEqual(stepsOf(3, 100), [0, 3]);
});

test('auto is 40 equal parts of the first nine tenths and 8 of the last', (t) => {
  t.deepEqual(stepsOf(4000, 'auto'), [
    ...Array.from({ length: 40 }, (_, part) => part * 90),
    ...Array.from({ length: 9 }, (_, part) => 3600 + part * 50),
  ]);
  for (const steps of [80, 81, 89, 100, 163, 400, 999, 12_345, 1_000_003, 99_999_999]) {
    const points = stepsOf(steps, 'auto');
    t.is(points.at(-1), steps);
    t.is(new Set(points).size, points.length);
    t.is(points.filter((step) => 10 * step < 9 * steps).length, 40, `${steps} steps: before the last tenth`);
    t.is(points.filter((step) => 10 * step >= 9 * steps).length, 9, `${steps} steps: in the last tenth`);
  }
});

test('auto has every step where there are few', (t) => {
  t.deepEqual(stepsOf(0, 'auto'), [0]);
  for (const steps of [1, 2, 9, 10, 11, 40, 44]) t.deepEqual(stepsOf(steps, 'auto'), everyStep(steps));
  t.deepEqual(stepsOf(70, 'auto').slice(-8), [63, 64, 65, 66, 67, 68, 69, 70]);
});

test('the last tenth begins at the least whole step of at least nine tenths', (t) => {
  for (let steps = 0; steps <= 300; steps++) {
    const first = everyStep(steps).find((step) => 10 * step >= 9 * steps);
    t.is(lastTenth(steps), first ?? -1);
  }
});

test('no interval is longer than the longest, and one is as long', (t) => {
  for (const every of ['auto', 1, 7, 500] as const) {
    for (const steps of [1, 10, 44, 45, 163, 400, 12_345]) {
      const points = stepsOf(steps, every);
      t.is(
        Math.max(...points.slice(1).map((step, index) => step - (points[index] ?? 0))),
        longestInterval(steps, every),
      );
    }
  }
  t.is(longestInterval(0, 'auto'), 1);
});
