import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { createDatasetTensors } from '../../src/data/dataset-tensors.ts';
import { evaluateData } from '../../src/evaluation/evaluate-data.ts';
import { asTensors } from '../../src/steps/as-tensors.ts';
import { openTrial, sizesOf } from '../../src/trial-model.ts';
import { readStoredWeights, readWeights } from '../../src/weights/read-weights.ts';
import { folderOf } from '../support/plain-model.ts';
import { backend, linearInput, session, type TrainedForTest, trainForTest } from '../support/train-for-test.ts';

/** More than two chunks, the last of which is small. */
const data: TrialInput['dataset'] & { name: 'synthetic' } = {
  name: 'synthetic',
  eigenvalues: [5, 3],
  dim: 4,
  count: 2010,
  noise: 0.1,
};

const kinds: Record<string, Partial<TrialInput>> = {
  'one variance for all': { model: { latentDim: 2 } },
  'a linear head for the variance': { model: { latentDim: 2, encoder: { variance: 'amortized' } } },
  'hidden layers': {
    model: { latentDim: 3, encoder: { hidden: [5], variance: 'amortized' }, decoder: { hidden: [4] } },
    objective: {},
  },
  'trained in the eigenbasis': { model: { latentDim: 2 }, objective: { estimator: 'analytic', basis: 'eigen' } },
  'a fixed posterior variance': { model: { latentDim: 2, second: { latentDim: 1, firstVariance: 0.3 } } },
  'a condition': { dataset: { ...data, condition: { correlations: [0.8] } }, model: { latentDim: 2 } },
};

function posteriorsOf(trained: TrainedForTest) {
  if (trained.result.status !== 'done') throw new Error('the trial failed');
  return session.posteriors(trained.result, folderOf(trained), trained.dataset);
}

for (const [name, change] of Object.entries(kinds)) {
  test.serial(`posteriors are those that the measures are taken of: ${name}`, async (t) => {
    const trained = await trainForTest(linearInput({ dataset: data, ...change, train: { steps: 20 } }));
    const { train, test: heldOut } = posteriorsOf(trained);
    const trial = openTrial(trained.result.specification, sizesOf(trained.dataset));
    const tensors = asTensors(readWeights(folderOf(trained), trial, trained.dataset));
    const tensorsOfData = createDatasetTensors(trained.dataset);
    for (const [part, found] of Object.entries({ train, test: heldOut })) {
      const options = { part: part as 'train' | 'test', samples: 1, stream: 'evaluation' };
      const [evaluated] = evaluateData(backend, [trial], tensors, tensorsOfData, options);
      const { count = 0, latentDim = 0 } = evaluated?.outputs ?? {};
      t.is(found?.count, count);
      t.deepEqual(found?.means, evaluated?.outputs.posteriorMean);
      const shared = Float32Array.from(evaluated?.outputs.posteriorLogVariance ?? []);
      const whole = Float32Array.from({ length: count * latentDim }, (_, index) => shared[index % shared.length] ?? 0);
      t.deepEqual(found?.logVariances, whole);
    }
    tensorsOfData.dispose();
  });
}

test.serial('of a linear encoder they are E (x - mean) + c, and its log variances', async (t) => {
  const trained = await trainForTest(linearInput({ dataset: data, model: { latentDim: 2 }, train: { steps: 20 } }));
  const { means, logVariances } = posteriorsOf(trained).train;
  const { parameters, dataMean } = readStoredWeights(folderOf(trained), trained.result.specification);
  const at = (name: string, index: number) => parameters[name]?.values[index] ?? Number.NaN;
  for (const row of [0, 999, 1000, 2009]) {
    for (const unit of [0, 1]) {
      const centred = [0, 1, 2, 3].map((j) => (trained.dataset.values[4 * row + j] ?? 0) - (dataMean[j] ?? 0));
      const linear = centred.reduce((sum, x, j) => sum + x * at('encoder.mean.weights', 2 * j + unit), 0);
      t.true(Math.abs((means[2 * row + unit] ?? 0) - linear - at('encoder.mean.biases', unit)) < 1e-5);
      t.is(logVariances[2 * row + unit], at('encoder.logVariance', unit));
    }
  }
});
