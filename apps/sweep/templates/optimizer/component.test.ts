import assert from 'node:assert/strict';
import test from 'node:test';
import { loadBackend } from '@collapse/backend';
import { checkComponentFile } from '@collapse/components';
import * as tf from '@tensorflow/tfjs-core';
import component from './component.ts';

test('name-of-it keeps its contract: shapes, finite numbers, a parameter that changes', async () => {
  assert.deepEqual(await checkComponentFile(new URL('./component.ts', import.meta.url)), []);
});

test('name-of-it goes by the sign of the mean gradient', async () => {
  const backend = await loadBackend({ backend: 'wasm', onNotice: () => undefined });
  const variable = backend.createVariable(tf.tensor([[[1, -2]]]));
  const meanGradient = backend.createVariable(tf.zeros([1, 1, 2]));
  const inputs = { momentum: tf.scalar(0.5), learningRate: tf.scalar(0.25) };
  // Means 1, -2, then 0.5 * 1 - 0.5 * 4, 0.5 * -2 + 0.5 * 1: signs +, -, -, -.
  for (const row of [
    [2, -4],
    [-4, 1],
  ]) {
    const gradient = tf.tensor([[row]]);
    component.apply({ backend, ops: tf, variable, slots: { meanGradient }, inputs, gradient }, { momentum: 0.5 });
  }
  assert.deepEqual(Array.from(backend.readVariable(variable).dataSync()), [1, -1.5]);
});
