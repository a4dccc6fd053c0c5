import test from 'ava';
import { readGrids } from '../src/read-grids.ts';

test('a grid becomes trials or an error that can be printed: 200 random ones', (t) => {
  const { accepted, refused, refutations } = readGrids({ count: 200, seed: 11 });
  t.true(accepted > 10 && refused > 50, `${accepted} accepted, ${refused} refused`);
  t.deepEqual(refutations, []);
});
