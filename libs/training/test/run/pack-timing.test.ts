import { loadDataset } from '@collapse/datasets';
import { trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { linearInput, session } from '../support/train-for-test.ts';

test('packs are timed in growing sizes, each a positive time, and leave no tensor behind', async (t) => {
  const specification = trialSpecification.parse(linearInput());
  const dataset = await loadDataset(specification.dataset, { cacheDirectory: '/dev/null', onNotice: () => {} });
  session.timePacks(specification, dataset, 4);
  const before = tf.memory().numTensors;
  const timings = session.timePacks(specification, dataset, 7);
  t.is(tf.memory().numTensors, before);
  t.true(timings.length >= 2 && timings.length <= 4);
  t.is(timings[0]?.size, 1);
  for (const [index, { size, millisecondsPerStep }] of timings.entries()) {
    const { size: before } = timings[index - 1] ?? { size: size / 4 };
    t.true(size === 7 || size === 2 * before || size === 4 * before);
    t.true(millisecondsPerStep > 0);
  }
});
