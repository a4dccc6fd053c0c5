import type { TrialInput } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { linearInput, metricsOf, session, taken, trainForTest, trainPackForTest } from '../support/train-for-test.ts';

const settings: Record<string, Partial<TrialInput>> = {
  'beta 1': {},
  'beta 0.5, variance 0.3': { objective: { estimator: 'analytic', beta: 0.5 }, likelihood: { variance: 0.3 } },
  'beta 4, some collapsed': { objective: { estimator: 'analytic', beta: 4 }, likelihood: { variance: 0.5 } },
  'all collapsed': { objective: { estimator: 'analytic', beta: 6 } },
  'in the eigenbasis': { objective: { estimator: 'analytic', basis: 'eigen', beta: 2 } },
  'variance learned': { model: { latentDim: 2 }, likelihood: { variance: 2, learn: 'scalar' } },
  'variance learned, beta 2, eigenbasis': {
    model: { latentDim: 2 },
    likelihood: { variance: 2, learn: 'scalar' },
    objective: { estimator: 'analytic', basis: 'eigen', beta: 2 },
  },
  'deep linear encoder': {
    model: { latentDim: 3, encoder: { hidden: [6], activation: 'identity' } },
    train: { steps: 2500 },
  },
  'amortized variance': { model: { latentDim: 3, encoder: { variance: 'amortized' } } },
  'a loss as written': { objective: { estimator: 'analytic', reduction: 'mean-batch', beta: 0.5 } },
  'with warm-up': { objective: { estimator: 'analytic', beta: 2, warmupSteps: 500 } },
};

for (const [name, change] of Object.entries(settings)) {
  test.serial(`the closed-form optimum is reached: ${name}`, async (t) => {
    const metrics = metricsOf(await trainForTest(linearInput(change)));
    const optimum = taken(metrics, 'objective_optimum');
    const gap = optimum - taken(metrics, 'objective');
    t.true(gap > -1e-6 && gap < 0.003 * (1 + Math.abs(optimum)), `gap ${gap}`);
    t.is(taken(metrics, 'active_units'), taken(metrics, 'active_units_predicted'));
    const logLikelihood = taken(metrics, 'log_likelihood');
    t.true(taken(metrics, 'elbo') <= logLikelihood + 1e-9);
    t.true(logLikelihood <= taken(metrics, 'ppca_log_likelihood_fixed') + 1e-9);
    t.true(logLikelihood <= taken(metrics, 'ppca_log_likelihood') + 1e-9);
    t.is(taken(metrics, 'posterior_kl'), logLikelihood - taken(metrics, 'elbo'));
  });
}

test.serial('sampling finds the optimum too, to its noise', async (t) => {
  const metrics = metricsOf(
    await trainForTest(
      linearInput({
        objective: { estimator: 'stochastic', samples: 4, beta: 1 },
        train: { steps: 2000, batchSize: 200 },
      }),
    ),
  );
  const gap = taken(metrics, 'objective_optimum') - taken(metrics, 'objective');
  t.true(gap > -1e-6 && gap < 0.05, `gap ${gap}`);
  t.is(taken(metrics, 'active_units'), taken(metrics, 'active_units_predicted'));
});

test.serial('the same seed gives the same numbers, another seed others', async (t) => {
  const input = linearInput({
    model: {
      latentDim: 3,
      encoder: { hidden: [5], variance: 'amortized' },
      decoder: { hidden: [5], activation: 'tanh' },
    },
    objective: { samples: 2 },
    likelihood: { variance: 0.5, learn: 'network' },
    train: { steps: 60, batchSize: 32 },
  });
  const first = await trainForTest(input);
  const again = await trainForTest(input);
  const other = await trainForTest({ ...input, seed: 1 });
  t.deepEqual({ ...metricsOf(again), seconds: 0 }, { ...metricsOf(first), seconds: 0 });
  t.deepEqual(again.history, first.history);
  t.deepEqual(again.files, first.files);
  t.not(metricsOf(other).elbo, metricsOf(first).elbo);
});

test.serial('every kind of model trains: better than at its start, all its numbers finite', async (t) => {
  const inputs: Partial<TrialInput>[] = [
    { likelihood: { variance: 1, learn: 'per-dimension' } },
    { likelihood: { variance: 1, learn: 'network' }, model: { latentDim: 2, decoder: { hidden: [8] } } },
    {
      model: {
        latentDim: 2,
        encoder: { hidden: [8], variance: 'amortized' },
        decoder: { hidden: [8], activation: 'tanh' },
      },
    },
  ];
  for (const change of inputs) {
    const trained = await trainForTest(
      linearInput({ ...change, objective: {}, train: { steps: 300, batchSize: 100 } }),
    );
    const metrics = metricsOf(trained);
    const [first, last] = [trained.history[0], trained.history.at(-1)].map(
      (point) => point?.metrics.elbo ?? Number.NaN,
    );
    t.true((last ?? Number.NaN) > (first ?? Number.NaN) + 0.5, `${first} to ${last}`);
    t.true(Math.abs(taken(metrics, 'elbo') - (last ?? Number.NaN)) < 0.3);
    for (const value of Object.values(metrics)) t.true(value === null || Number.isFinite(value));
    t.true(trained.history.every(({ metrics: values }) => Object.values(values).every(Number.isFinite)));
  }
});

test.serial('members of a pack share its time, in seconds', async (t) => {
  const began = performance.now();
  const pack = await trainPackForTest([0, 1, 2].map((seed) => linearInput({ seed, train: { steps: 200 } })));
  const elapsed = (performance.now() - began) / 1000;
  const seconds = pack.map((member) => taken(metricsOf(member), 'seconds'));
  const sum = seconds.reduce((total, value) => total + value, 0);
  t.true(sum > 0 && sum <= elapsed, `${seconds} of ${elapsed}`);
  t.is(new Set(seconds).size, 1);
});

test.serial('a trial that diverges is a failed record that says where', async (t) => {
  const { result } = await trainForTest(linearInput({ optimizer: { learningRate: 1e12 }, train: { steps: 400 } }));
  t.is(result.status, 'failed');
  if (result.status === 'failed') {
    t.is(result.error.reason, 'diverged');
    t.regex(result.error.message, /step \d+|after the last step/);
  }
});

test.serial('an aborted trial stops with the reason it was given, and frees its tensors', async (t) => {
  const controller = new AbortController();
  const before = tf.memory().numTensors;
  setTimeout(() => controller.abort(new Error('enough')), 300);
  await t.throwsAsync(trainForTest(linearInput({ train: { steps: 10_000_000, logEvery: 10_000_000 } }), controller), {
    message: 'enough',
  });
  // The data set's own tensors stay for the next trial.
  t.true(tf.memory().numTensors <= before + 8);
});

test.serial('a thousand trials leave no tensor behind', async (t) => {
  const quick = (seed: number) =>
    linearInput({ seed, objective: {}, train: { steps: 2, batchSize: 8 }, evaluation: { importanceSamples: 3 } });
  await trainForTest(quick(0));
  const before = tf.memory().numTensors;
  for (let seed = 1; seed <= 1000; seed++) await trainForTest(quick(seed));
  t.is(tf.memory().numTensors, before);
});

test.serial('trials without data images write weights and no pictures', async (t) => {
  const { files, result } = await trainForTest(linearInput({ train: { steps: 1 } }));
  t.deepEqual([...files.keys()], ['weights/weights.bin', 'weights/model.json']);
  t.deepEqual(result.status === 'done' && result.pictures, []);
  session.dispose();
});
