import test from 'ava';
import fc from 'fast-check';
import { choosePackSize } from '../../src/packs/choose-pack-size.ts';

test('the size chosen finishes as soon as any, to 5%, and is the smallest that does', (t) => {
  const sizes = [1, 2, 4, 8, 16];
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 2, noNaN: true }), { minLength: 5, maxLength: 5 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 4 }),
      (growth, trials, workers) => {
        let time = 1;
        const timings = sizes.map((size, index) => {
          time *= growth[index] as number;
          return { size, millisecondsPerStep: time };
        });
        const finish = (size: number) => {
          // Play it: packs are handed out in turn to whichever worker is free.
          const free = new Array<number>(workers).fill(0);
          const step = timings.find((timing) => timing.size === size)?.millisecondsPerStep ?? 0;
          for (let left = trials; left > 0; left -= size) {
            const next = free.indexOf(Math.min(...free));
            free[next] = (free[next] ?? 0) + step;
          }
          return Math.max(...free);
        };
        const chosen = choosePackSize(timings, trials, workers);
        const best = Math.min(...sizes.map(finish));
        t.true(finish(chosen) <= best * 1.05 + 1e-9);
        for (const smaller of sizes.filter((size) => size < chosen)) t.true(finish(smaller) > best * 1.05 - 1e-9);
      },
    ),
  );
});
