import assert from 'node:assert/strict';
import test from 'node:test';
import { checkComponentFile } from '@collapse/components';
import component from './component.ts';

test('name-of-it keeps its contract: shapes, finite gradients, and it reports what it trains', async () => {
  const file = new URL('./component.ts', import.meta.url);
  for (const capacity of [0, 1, 20])
    assert.deepEqual(await checkComponentFile(file, { 'name-of-it': { capacity } }), []);
});

test('name-of-it charges a KL on either side of the capacity', () => {
  const at = (kl: number) => {
    const levels = [{ weight: 2, kl, klPerDimension: null, klOfPoints: null }];
    return component.measured(
      { reconstruction: -10, gaussian: null, levels },
      { batchSize: 1, dim: 1, latentDim: 1 },
      { capacity: 3 },
    );
  };
  assert.deepEqual([1, 3, 4].map(at), [-14, -10, -12]);
});
