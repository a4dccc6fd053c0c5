import test from 'ava';
import { randomPoints } from '../../src/diagnose/random-points.ts';

test('every set of points is as likely', (t) => {
  // A lattice of draws, all pairs of a first in quarters and a second in thirds: 4 x 3 ordered pairs of 4 points.
  const counts = new Map<string, number>();
  for (const first of [0.1, 0.3, 0.6, 0.9]) {
    for (const second of [0.2, 0.5, 0.8]) {
      const draws = [first, second];
      const points = randomPoints(4, 2, () => draws.shift() ?? 0).join();
      counts.set(points, (counts.get(points) ?? 0) + 1);
    }
  }
  t.deepEqual(Object.fromEntries(counts), { '0,1': 2, '0,2': 2, '0,3': 2, '1,2': 2, '1,3': 2, '2,3': 2 });
});

test('all points, once and in order, where there are no more', (t) => {
  t.deepEqual([...randomPoints(3, 5, () => 0.7)], [0, 1, 2]);
  t.deepEqual([...randomPoints(3, 3, () => 0.7)], [0, 1, 2]);
});
