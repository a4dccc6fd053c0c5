import { latentDimensions } from '@collapse/closed-forms';
import { type TrialInput, trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { createDatasetTensors } from '../../src/data/dataset-tensors.ts';
import { evaluateData } from '../../src/evaluation/evaluate-data.ts';
import { finalMetrics } from '../../src/evaluation/final-metrics.ts';
import { notFinite } from '../../src/run/not-finite.ts';
import { initialParameters, type ParameterArrays } from '../../src/start/initial-parameters.ts';
import { openTrial, sizesOf } from '../../src/trial-model.ts';
import { plainElbo } from '../support/plain-elbo.ts';
import { backend, datasetForTest, linearInput } from '../support/train-for-test.ts';

/** An untrained model with its data; `change` sets parameters. */
async function modelOf(input: TrialInput, change: Record<string, number> = {}) {
  const specification = trialSpecification.parse(input);
  const dataset = await datasetForTest(specification);
  const trial = openTrial(specification, sizesOf(dataset));
  const definitions = trial.model.parameters;
  const arrays: ParameterArrays = initialParameters([{ definitions, seed: [1, 2] }]);
  for (const [name, value] of Object.entries(change)) arrays[name]?.values.fill(value);
  const tensors = Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
  );
  return { trial, dataset, arrays, tensors, data: createDatasetTensors(dataset) };
}

const options = { part: 'train', samples: 1, stream: 'evaluation' } as const;

test.serial('every data point weighs the same, though chunks differ in size', async (t) => {
  // 1000 points to a chunk: one of 1000 and one of 500, of which the last are the farthest out.
  const { trial, dataset, arrays, tensors, data } = await modelOf(
    linearInput({
      dataset: { name: 'synthetic', eigenvalues: [5, 3], dim: 4, count: 1500, noise: 0.1 },
      model: { latentDim: 2, encoder: { variance: 'amortized' } },
    }),
  );
  for (let index = 1000 * 4; index < dataset.values.length; index++) {
    dataset.values[index] = 3 * (dataset.values[index] ?? 0);
  }
  const [evaluation] = evaluateData(backend, [trial], tensors, data, options);
  if (!evaluation) throw new Error('no evaluation');
  const { reconstruction, kl } = plainElbo(arrays, dataset, 1);
  t.true(Math.abs(evaluation.reconstruction / reconstruction - 1) < 1e-6);
  const ours = latentDimensions(evaluation.outputs).klPerDimension.reduce((sum, value) => sum + value, 0);
  t.true(Math.abs(ours / kl - 1) < 1e-6);
  t.is(notFinite(evaluation), null);
  data.dispose();
});

const slope = { objective_slope: null, objective_slope_se: null };

const models: Record<string, [TrialInput['model'], string]> = {
  'linear encoder, one variance for all': [{ latentDim: 2 }, 'encoder.logVariance'],
  'linear encoder, amortized': [{ latentDim: 2, encoder: { variance: 'amortized' } }, 'encoder.logVariance.biases'],
  'networks both ways': [
    { latentDim: 2, encoder: { hidden: [4], variance: 'amortized' }, decoder: { hidden: [4] } },
    'encoder.logVariance.biases',
  ],
  'two levels': [{ latentDim: 2, second: { latentDim: 1 } }, 'encoder.second.logVariance'],
};

for (const [name, [model, logVariance]] of Object.entries(models)) {
  test.serial(`a variance that underflows keeps its KL: ${name}`, async (t) => {
    const klAt = async (value: number) => {
      const { trial, arrays, tensors, data } = await modelOf(linearInput({ model, objective: {} }), {
        [logVariance]: value,
      });
      const done = { steps: 0, seconds: 0, ...slope };
      const { metrics } = finalMetrics(backend, trial, { arrays, tensors }, data, done);
      data.dispose();
      return metrics.kl ?? Number.NaN;
    };
    // Far out the KL is (-ln variance) / 2 a dimension and what does not change.
    const dimensions = name === 'two levels' ? 1 : 2;
    const [near, far] = [await klAt(-700), await klAt(-1000)];
    t.true(Math.abs((far - near) / (150 * dimensions) - 1) < 1e-6, `${near} and ${far}`);
  });
}

for (const [learn, varianceFloor] of [
  ['fixed', 0],
  ['scalar', 0],
  ['scalar', 24],
] as const) {
  test.serial(
    `squared errors of networks are not rounded away in the log density: ${learn}, ${varianceFloor}`,
    async (t) => {
      // A decoder whose hidden layer is dead gives its biases, 0: the squared error is that of the data, whatever the samples.
      const trained = Math.fround(Math.log(1000));
      const variance = learn === 'fixed' ? 1000 : Math.exp(trained) + varianceFloor;
      const { trial, dataset, tensors, data } = await modelOf(
        linearInput({
          dataset: { name: 'synthetic', eigenvalues: [5, 3], dim: 40, count: 300, noise: 0.1 },
          model: { latentDim: 2, encoder: { hidden: [3], variance: 'amortized' }, decoder: { hidden: [3] } },
          likelihood: { variance: 1000, learn, varianceFloor },
          objective: { estimator: 'stochastic' },
        }),
        {
          'decoder.0.weights': 0,
          'decoder.0.biases': -1,
          'decoder.location.biases': 0,
          'decoder.logVariance': Math.log(1000),
        },
      );
      const { count, dim, values, moments } = dataset;
      let error = 0;
      for (let index = 0; index < count * dim; index++) {
        // As the tensors have them, centred in float32.
        error += Math.fround((values[index] ?? 0) - (moments.mean[index % dim] ?? 0)) ** 2 / count;
      }
      for (const samples of [1, 3]) {
        const [evaluation] = evaluateData(backend, [trial], tensors, data, { ...options, samples });
        if (!evaluation) throw new Error('no evaluation');
        const own = learn === 'fixed' ? variance : (evaluation.decoderVariance ?? 0);
        t.true(Math.abs(own / variance - 1) < 1e-6);
        const constant = (-dim / 2) * Math.log(2 * Math.PI * own);
        const squared = -2 * own * (evaluation.reconstruction - constant);
        // To six digits of the error itself, 11; of the density, 175 nats, float32 leaves less than four of it.
        t.true(Math.abs(squared / error - 1) < 1e-6, `${squared} of ${error}`);
        t.true(samples === 1 || (evaluation.reconstructionError ?? 1) < 1e-6);
      }
      data.dispose();
    },
  );
}
