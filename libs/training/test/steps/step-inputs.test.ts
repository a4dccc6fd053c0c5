import { estimatorOf } from '@collapse/models';
import { type TrialInput, trialSpecification } from '@collapse/trials';
import type * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { createDatasetTensors } from '../../src/data/dataset-tensors.ts';
import { openPack } from '../../src/run/pack-in-training.ts';
import { memberOf, type ParameterArrays } from '../../src/start/initial-parameters.ts';
import { createStepCache } from '../../src/steps/step-cache.ts';
import { createStepInputs } from '../../src/steps/step-inputs.ts';
import { openTrial, sizesOf, type TrialModel } from '../../src/trial-model.ts';
import { type PlainParameters, plainElbo, plainGradient } from '../support/plain-elbo.ts';
import { backend, datasetForTest, linearInput } from '../support/train-for-test.ts';

/** Trials of one data set, that of the first, with its tensors. */
async function packOf(first: TrialInput, ...others: TrialInput[]) {
  const [specification, ...specifications] = [first, ...others].map((input) => trialSpecification.parse(input));
  if (!specification) throw new Error('a pack needs a member');
  const dataset = await datasetForTest(specification);
  const open = (own: typeof specification): TrialModel => openTrial(own, sizesOf(dataset));
  const trial = open(specification);
  return { trial, members: [trial, ...specifications.map(open)], data: createDatasetTensors(dataset) };
}

const numbersOf = (tensors: Record<string, tf.Tensor>) =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, [...tensor.dataSync()]]));

const sampled = linearInput({
  objective: { samples: 2, beta: 3, warmupSteps: 2 },
  likelihood: { variance: 0.5 },
  optimizer: { learningRate: 0.5, beta1: 0.5, beta2: 0.25, epsilon: 0.125 },
  train: { steps: 5, batchSize: 7, encoderSteps: 2 },
});

test.serial('each step has noise, a batch, rates and powers of its own; the stacked rows are the same', async (t) => {
  const { trial, members, data } = await packOf(sampled, {
    ...sampled,
    seed: 1,
    objective: { samples: 2, beta: 1 },
  });
  const parts = { trial, estimator: estimatorOf(members), batchSize: 7, packSize: 2 };
  const inputs = createStepInputs(members, parts, data);
  const steps = [1, 2, 3].map(() => numbersOf(inputs.next()));
  for (const name of ['noiseSeed', 'indices'] as const) {
    const halves = steps.flatMap((step) => {
      const values = step[name] ?? [];
      return [values.slice(0, values.length / 2), values.slice(values.length / 2)].map(String);
    });
    t.is(new Set(halves).size, 6, `${name}: another one for every step and member`);
  }
  t.deepEqual(
    steps.map(({ beta }) => beta),
    [
      [0, 1],
      [1.5, 1],
      [3, 1],
    ],
  );
  t.deepEqual(
    steps.map(({ beta1Power, beta2Power }) => [beta1Power, beta2Power]),
    [
      [[0.5], [0.25]],
      [[0.25], [0.0625]],
      [[0.125], [0.015625]],
    ],
  );
  t.deepEqual(
    steps.map(({ decoderBeta1Power }) => decoderBeta1Power),
    [[0.5], [0.5], [0.5]],
  );
  const { beta1, beta2, epsilon } = numbersOf(inputs.constant);
  t.deepEqual([beta1, beta2, epsilon], [[0.5], [0.25], [0.125]]);

  const again = createStepInputs(members, parts, data);
  const stacked = numbersOf(again.nextStacked(3, 4));
  for (const [name, values] of Object.entries(stacked)) {
    t.deepEqual(
      values.slice(0, (3 * values.length) / 4),
      steps.flatMap((step) => step[name] ?? []),
      name,
    );
    t.true(values.slice((3 * values.length) / 4).every((value) => value === 0));
  }
  data.dispose();
});

test.serial('a model that stands still has another sampled objective at each step', async (t) => {
  const { members, data } = await packOf(
    linearInput({ objective: {}, optimizer: { learningRate: 1e-30 }, train: { steps: 3 } }),
  );
  const pack = openPack(backend, createStepCache(backend), members, data, 'graph');
  const objectives = [1, 2, 3].map(() => pack.advance(1).dataSync()[0]);
  t.is(new Set(objectives).size, 3);
  pack.dispose();
  data.dispose();
});

/** Adam by its paper (Kingma and Ba 2015, section 2, with epsilon hat) in float64, uphill on `objective`. */
function adamByHand(
  objective: (parameters: PlainParameters) => number,
  start: ParameterArrays,
  { steps, rate, beta1, beta2, epsilon }: Record<'steps' | 'rate' | 'beta1' | 'beta2' | 'epsilon', number>,
): Record<string, { values: Float64Array }> {
  const parameters = Object.fromEntries(
    Object.entries(start).map(([name, { values }]) => [name, { values: Float64Array.from(values) }]),
  );
  const zeros = () =>
    Object.fromEntries(Object.entries(start).map(([name, { values }]) => [name, new Float64Array(values.length)]));
  const [first, second] = [zeros(), zeros()];
  for (let step = 1; step <= steps; step++) {
    const gradient = plainGradient(objective, parameters);
    const size = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
    for (const [name, { values }] of Object.entries(parameters)) {
      const [m, v, g] = [first[name], second[name], gradient[name]];
      if (!m || !v || !g) throw new Error(`no moments of ${name}`);
      for (let i = 0; i < values.length; i++) {
        const slope = -(g[i] ?? 0);
        m[i] = beta1 * (m[i] ?? 0) + (1 - beta1) * slope;
        v[i] = beta2 * (v[i] ?? 0) + (1 - beta2) * slope ** 2;
        values[i] = (values[i] ?? 0) - (size * (m[i] ?? 0)) / (Math.sqrt(v[i] ?? 0) + epsilon);
      }
    }
  }
  return parameters;
}

const optimizers = {
  'the default betas': {},
  'beta2 0.5': { beta2: 0.5 },
  'beta1 0.2': { beta1: 0.2 },
  'epsilon 0.3': { epsilon: 0.3 },
};

for (const [name, change] of Object.entries(optimizers)) {
  test.serial(`three steps are those of Adam by hand: ${name}`, async (t) => {
    // With a smaller epsilon the biases, whose slope on centred data is rounding, would take whole steps.
    const optimizer = { learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-2, ...change };
    const { members, data } = await packOf(
      linearInput({
        dataset: { name: 'synthetic', eigenvalues: [3, 1], dim: 3, count: 20, noise: 0.2 },
        model: { latentDim: 2 },
        likelihood: { variance: 0.5 },
        objective: { estimator: 'analytic', beta: 2 },
        optimizer,
        train: { steps: 3 },
      }),
    );
    const pack = openPack(backend, createStepCache(backend), members, data, 'graph');
    const start = memberOf(pack.read(), 0);
    const objective = (parameters: PlainParameters) => {
      const { reconstruction, kl } = plainElbo(parameters, data.dataset, 0.5);
      return reconstruction - 2 * kl;
    };
    const expected = adamByHand(objective, start, { ...optimizer, steps: 3, rate: 0.05 });
    for (let step = 0; step < 3; step++) pack.advance(1).dispose();
    for (const [parameter, { values }] of Object.entries(memberOf(pack.read(), 0))) {
      for (const [index, value] of values.entries()) {
        const by = Math.abs(value - (expected[parameter]?.values[index] ?? Number.NaN));
        t.true(by < 2e-5, `${parameter} ${index} is off by ${by}`);
      }
    }
    pack.dispose();
    data.dispose();
  });
}
