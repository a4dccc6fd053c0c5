import assert from 'node:assert/strict';
import test from 'node:test';
import { loadBackend } from '@collapse/backend';
import { checkComponentFile } from '@collapse/components';
import * as tf from '@tensorflow/tfjs-core';
import component from './component.ts';

test('name-of-it keeps its contract: shapes, finite gradients, an integral of one', async () => {
  assert.deepEqual(await checkComponentFile(new URL('./component.ts', import.meta.url)), []);
});

test('name-of-it has the values of scipy', async () => {
  await loadBackend({ backend: 'wasm', onNotice: () => undefined });
  const logDensity = (x: number, location: number, scale: number) =>
    component.logDensity(tf, tf.tensor([[[x]]]), { location: tf.tensor([[[location]]]) }, { scale }).dataSync()[0] ??
    NaN;
  // scipy.stats.logistic.logpdf(x, loc=location, scale=scale), scipy 1.17.1
  for (const [x, location, scale, expected] of [
    [0.3, -0.2, 0.5, -0.9333761944765003],
    [-7, 1, 2, -4.729447036395565],
  ] as const) {
    assert.ok(Math.abs(logDensity(x, location, scale) - expected) < 1e-5);
  }
});
