import test from 'ava';
import { bestOfEach, sharedLoss } from '../../src/studies/whose-fault.ts';
import { madeUpRow } from '../made-up-row.ts';

const row = (beta: number, seed: number, objective: number, active_units: number) =>
  madeUpRow({ 'objective.beta': beta, 'model.latentDim': 20, seed }, { objective, active_units });

test('what the usual training loses is told from what the best way loses too', (t) => {
  const plain = [row(1, 0, 80, 14), row(1, 1, 85, 18), row(10, 0, 2, 6)];
  // Better with more dimensions, worse, and better with fewer.
  const others = [row(1, 0, 90, 17), row(1, 1, 84, 20), row(10, 0, 3, 4)];
  const bests = bestOfEach(plain, [...plain, ...others]);
  t.deepEqual(
    bests.map(({ metrics }) => metrics.active_units),
    [17, 18, 4],
  );
  // 6 + 2 + 14 lost; of these 3 + 2 + 14 by the best as well.
  t.deepEqual(sharedLoss(plain, bests), { lost: 22, shared: 19 });
});
