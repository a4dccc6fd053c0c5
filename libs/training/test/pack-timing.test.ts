import { loadDataset } from '@collapse/datasets';
import { trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { linearInput, session } from './train-for-test.ts';

test('packs are timed in doubling sizes, each a positive time, and leave no tensor behind', async (t) => {
  const specification = trialSpecification.parse(linearInput());
  const dataset = await loadDataset(specification.dataset, { cacheDirectory: '/dev/null', onNotice: () => {} });
  session.timePacks(specification, dataset, 4);
  const before = tf.memory().numTensors;
  const timings = session.timePacks(specification, dataset, 8);
  t.is(tf.memory().numTensors, before);
  t.true(timings.length >= 2 && timings.length <= 4);
  for (const [index, { size, millisecondsPerStep }] of timings.entries()) {
    t.is(size, 2 ** index);
    t.true(millisecondsPerStep > 0);
  }
});
