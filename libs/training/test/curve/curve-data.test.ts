import { type TrialInput, trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { curvePointCount, trainingSubset } from '../../src/curve/curve-data.ts';
import { openTrial } from '../../src/trial-model.ts';
import { plainElbo } from '../support/plain-elbo.ts';
import { datasetForTest, linearInput, metricsOf, trainForTest, trainPackForTest } from '../support/train-for-test.ts';
import { weightsOf } from '../support/weights-of.ts';

const network: TrialInput['model'] = { latentDim: 3, encoder: { hidden: [5] }, decoder: { hidden: [5] } };

function pointsOf(count: number, change: Partial<TrialInput>): number {
  const specification = trialSpecification.parse(linearInput({ model: network, objective: {}, ...change }));
  return curvePointCount(openTrial(specification, { dim: 8, conditionDim: 0 }), count);
}

test('a curve takes the points that cost a tenth of the training, a step three passes of its batch', (t) => {
  const short = { train: { steps: 200, batchSize: 100 } };
  // 0.1 x 200 steps x 3 x 100 data points, over 49 points of the curve.
  t.is(pointsOf(1000, short), Math.floor(6000 / 49));
  t.is(pointsOf(10_000, short), 122);
  t.is(pointsOf(10_000, { train: { steps: 2000, batchSize: 100 } }), Math.floor(60_000 / 49));
  // Three samples: the encoder once, the decoder three times.
  t.is(pointsOf(10_000, { ...short, objective: { samples: 3 } }), Math.floor(12_000 / 49));
  // As many points as there are steps and one more.
  t.is(pointsOf(10_000, { train: { steps: 20, batchSize: 1000 } }), Math.floor(6000 / 21));
  t.is(pointsOf(1000, { train: { steps: 10, batchSize: 5 } }), 100);
  t.is(pointsOf(60, { train: { steps: 10, batchSize: 5 } }), 60);
});

test('a curve takes all the data where that is cheap enough, and where a number says when', (t) => {
  t.is(pointsOf(1000, { train: { steps: 2000, batchSize: 100 } }), 1000);
  t.is(pointsOf(1000, { train: { steps: 164, batchSize: 'full' } }), 1000);
  t.is(pointsOf(1000, { train: { steps: 163, batchSize: 'full' } }), Math.floor((0.3 * 163 * 1000) / 49));
  t.is(pointsOf(10_000, { train: { steps: 200, batchSize: 100, logEvery: 4 } }), 10_000);
  const onMoments = { model: { latentDim: 3 }, objective: { estimator: 'analytic' }, train: { steps: 5 } } as const;
  t.is(pointsOf(1000, onMoments), 1000);
});

test('the subset has different points of the data, with their conditions, the same whatever the trial', async (t) => {
  const dataset = await datasetForTest(
    trialSpecification.parse({
      ...linearInput(),
      dataset: { name: 'synthetic', eigenvalues: [5, 3], dim: 4, count: 300, condition: { correlations: [0.9, 0.3] } },
    }),
  );
  const subset = trainingSubset(dataset, 120);
  t.is(subset.count, 120);
  t.is(subset.values.length, 120 * 4);
  const row = (values: Float32Array, n: number, width: number) => String(values.subarray(n * width, (n + 1) * width));
  const whole = Array.from({ length: 300 }, (_, n) => row(dataset.values, n, 4));
  const found = Array.from({ length: 120 }, (_, n) => whole.indexOf(row(subset.values, n, 4)));
  t.is(new Set(found).size, 120);
  t.true(found.every((n) => n >= 0));
  for (const [place, n] of found.entries()) {
    t.is(
      row(subset.condition?.values ?? new Float32Array(), place, 2),
      row(dataset.condition?.values as Float32Array, n, 2),
    );
  }
  // Neither the first nor every n-th: an order in the data is not one in the subset.
  t.true(found.some((n, place) => n < (found[place - 1] ?? 0)));
  t.true(found.some((n) => n < 60) && found.some((n) => n >= 240));
  t.deepEqual(trainingSubset(dataset, 120).values, subset.values);
  t.is(subset.moments, dataset.moments);
});

const still: Partial<TrialInput> = {
  model: { latentDim: 2, encoder: { variance: 'amortized' } },
  likelihood: { variance: 0.5 },
};

for (const loss of [{ reduction: 'elbo' }, { reduction: 'sum-sum' }, { reduction: 'mean-batch' }] as const) {
  const { reduction } = loss;
  test.serial(`over a subset the objective is that of the whole batch by these points: ${reduction}`, async (t) => {
    const objective = { estimator: 'analytic', beta: 2, ...loss } as const;
    const trained = await trainForTest(linearInput({ ...still, objective, train: { steps: 0 } }));
    t.deepEqual(trained.result.curve, { points: 100 });
    const { reconstruction, kl } = plainElbo(weightsOf(trained), trainingSubset(trained.dataset, 100), 0.5);
    // Of 400 data points of 8 dimensions in a full batch, and 2 latent ones.
    const error = -2 * 0.5 * (reconstruction + 4 * Math.log(2 * Math.PI * 0.5));
    const expected = {
      elbo: reconstruction - 2 * kl,
      'sum-sum': -400 * (error + 2 * kl),
      'mean-batch': -(error / 8 + 2 * kl),
    }[reduction];
    const measured = trained.history[0]?.metrics.objective ?? Number.NaN;
    t.true(Math.abs(measured / expected - 1) < 1e-5, `${measured} against ${expected}`);
  });
}

test.serial('points and noise are the same at every point of a curve, alone and in a pack', async (t) => {
  const inputs = [0, 1, 2].map((seed) =>
    linearInput({
      model: network,
      objective: {},
      optimizer: { learningRate: 1e-30 },
      train: { steps: 60, batchSize: 20 },
      evaluation: { samples: 1 },
      seed,
    }),
  );
  const before = tf.memory().numTensors;
  const pack = await trainPackForTest(inputs);
  for (const [member, input] of inputs.entries()) {
    const together = pack[member];
    if (!together) throw new Error('no result');
    const objectives = together.history.map(({ metrics }) => metrics.objective);
    t.is(objectives.length, 47);
    t.is(new Set(objectives).size, 1);
    t.deepEqual(together.result.curve, { points: 100 });
    t.is(metricsOf(together).objective_slope, 0);
    t.is(metricsOf(together).objective_slope_se, 0);
    const alone = await trainForTest(input);
    t.deepEqual(alone.history, together.history);
  }
  await trainPackForTest(inputs);
  // The data set's own tensors stay, the subset's do not.
  t.true(tf.memory().numTensors <= before + 4);
});
