import assert from 'node:assert/strict';
import test from 'node:test';
import { checkComponentFile } from '@collapse/components';
import component from './component.ts';

test('name-of-it keeps its contract: widths, names of parameters, finite gradients', async () => {
  const file = new URL('./component.ts', import.meta.url);
  assert.deepEqual(await checkComponentFile(file, { 'name-of-it': { width: 3 } }), []);
});

test('name-of-it counts its multiplications', () => {
  assert.equal(component.cost({ width: 3 }, 'encoder', { widthIn: 5, out: 2 }), 36);
});
