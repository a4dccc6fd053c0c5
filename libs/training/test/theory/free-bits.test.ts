import { freeBitsOptimum, totalKlHingeOptimum } from '@collapse/closed-forms';
import { estimatorOf } from '@collapse/models';
import { type TrialInput, trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { likelihoodNumbers } from '../../src/data/data-slice.ts';
import { createDatasetTensors } from '../../src/data/dataset-tensors.ts';
import { asTensors } from '../../src/steps/as-tensors.ts';
import { theoryOf } from '../../src/theory/index.ts';
import { openTrial, sizesOf } from '../../src/trial-model.ts';
import { readWeights } from '../../src/weights/read-weights.ts';
import { centredRows, folderOf, mean, plainLinearVae, sum } from '../support/plain-model.ts';
import {
  backend,
  linearInput,
  metricsOf,
  type TrainedForTest,
  taken,
  trainForTest,
} from '../support/train-for-test.ts';

/** beta, nats, and whether the last latent that pays shares its direction with those that are free. */
const perDimension = [
  { beta: 1, nats: 0.1, shares: false },
  { beta: 1, nats: 0.3, shares: false },
  { beta: 1, nats: 0.05, shares: true },
  { beta: 0.5, nats: 0.3, shares: true },
] as const;

for (const { beta, nats, shares } of perDimension) {
  test.serial(`free bits of ${nats} nats a dimension at beta ${beta} end at their closed form`, async (t) => {
    const trained = await trainForTest(
      linearInput({ objective: { estimator: 'analytic', beta, freeBits: { nats } }, train: { steps: 800 } }),
    );
    const { eigenvalues } = trained.dataset.spectrum;
    const optimum = freeBitsOptimum({ eigenvalues, latentDim: 4, beta, variance: 1, freeBits: nats });
    const lastPaid = optimum.klPerDimension[optimum.paying - 1] ?? Number.NaN;
    const ofItsOwn = Math.log((eigenvalues[optimum.paying - 1] ?? Number.NaN) / beta) / 2;
    t.is(ofItsOwn - lastPaid > 0.01, shares);
    const metrics = metricsOf(trained);
    t.is(metrics.objective_optimum, optimum.objective);
    const [objective, reconstruction] = [taken(metrics, 'objective'), taken(metrics, 'reconstruction')];
    t.true(objective < optimum.objective + 1e-6, `${objective} above ${optimum.objective}`);
    t.true(objective > optimum.objective - 0.05, `${objective} below ${optimum.objective}`);
    t.true(Math.abs(reconstruction - optimum.reconstruction) < 0.05, `${reconstruction}, ${optimum.reconstruction}`);
    const curve = trained.history.at(-1)?.metrics.objective ?? Number.NaN;
    t.true(Math.abs(curve - objective) < 1e-4, `the curve ends at ${curve}, recorded is ${objective}`);
    t.is(metrics.elbo_optimum, optimum.reconstruction - sum([...optimum.klPerDimension]));
    t.is(metrics.active_units_predicted, 4);
  });
}

for (const [beta, nats] of [
  [1, 1],
  [1, 2],
  [2, 0.25],
] as const) {
  test.serial(`${nats} free nats in all at beta ${beta} end at their closed form`, async (t) => {
    const trained = await trainForTest(
      linearInput({
        objective: { estimator: 'analytic', beta, freeBits: { nats, per: 'total' } },
        train: { steps: 800 },
      }),
    );
    const { eigenvalues } = trained.dataset.spectrum;
    const optimum = totalKlHingeOptimum({ eigenvalues, latentDim: 4, beta, variance: 1 }, nats);
    const metrics = metricsOf(trained);
    // The objective charges the free nats too, max(nats, KL).
    t.is(metrics.objective_optimum, optimum.objective - beta * nats);
    const objective = taken(metrics, 'objective');
    t.true(objective < optimum.objective - beta * nats + 1e-6, `${objective}`);
    t.true(objective > optimum.objective - beta * nats - 0.05, `${objective} below ${optimum.objective}`);
    t.true(Math.abs(taken(metrics, 'kl') - sum([...optimum.klPerDimension])) < 0.05);
    t.true(Math.abs(taken(metrics, 'reconstruction') - optimum.reconstruction) < 0.05);
  });
}

/** What a step's objective is at the trained weights, with all the data for a batch. */
function ofAStep(trained: TrainedForTest, change: Partial<TrialInput>, samples: number): number {
  const { specification } = trained.result;
  const { dataset } = trained;
  const trial = openTrial(trialSpecification.parse({ ...specification, ...change }), sizesOf(dataset));
  const data = createDatasetTensors(dataset);
  const parameters = asTensors(readWeights(folderOf(trained), openTrial(specification, sizesOf(dataset)), dataset));
  const value = tf.tidy(() => {
    const centred = tf.expandDims(data.centred('train'), 0);
    const given = {
      ...likelihoodNumbers([trial]),
      input: centred,
      target: centred,
      beta: tf.tensor1d([trial.specification.objective.beta]),
      noise: backend.standardNormals([samples * dataset.count, 4], tf.tensor2d([[3, 4]], [1, 2], 'int32')),
      squaredNorms: tf.reshape(data.squaredNorms(), [1, -1]),
      covariance: data.covariance(),
      variances: data.variances(),
    };
    const terms = estimatorOf([trial]).terms(trial, parameters, given);
    const sizes = { batchSize: dataset.count, dim: dataset.dim, latentDim: 4 };
    return trial.objective.value(terms, sizes, {}).dataSync()[0] ?? Number.NaN;
  });
  tf.dispose(parameters);
  data.dispose();
  return value;
}

for (const per of ['dimension', 'total'] as const) {
  test.serial(`free bits of each data point train by samples: ${per}`, async (t) => {
    const [beta, nats] = [1.5, per === 'dimension' ? 0.3 : 1.5];
    const freeBits = { nats, per, over: 'example' } as const;
    const trained = await trainForTest(
      linearInput({ objective: { beta, freeBits }, train: { steps: 400, batchSize: 100, logEvery: 100 } }),
    );
    const metrics = metricsOf(trained);
    const recorded = taken(metrics, 'objective');
    // Written out over the data points from the weights on disk.
    const points = plainLinearVae(trained, centredRows(trained, 'train'), Array(8).fill(1));
    const charge = mean(
      points.map(({ klPerDimension, kl }) =>
        per === 'dimension' ? sum(klPerDimension.map((value) => Math.max(nats, value))) : Math.max(nats, kl),
      ),
    );
    const byHand = mean(points.map(({ reconstruction }) => reconstruction)) - beta * charge;
    t.true(Math.abs(recorded - byHand) < 1e-5, `${recorded} against ${byHand}`);
    // What a hinge on the means would charge is less.
    const ofMeans =
      per === 'dimension'
        ? sum([0, 1, 2, 3].map((i) => Math.max(nats, mean(points.map(({ klPerDimension }) => klPerDimension[i] ?? 0)))))
        : Math.max(nats, mean(points.map(({ kl }) => kl)));
    t.true(charge > ofMeans + 0.01, `${charge} against ${ofMeans}`);
    // The step's objective without sampling, and by 200 samples a point: 8 dimensions leave 0.01 nats.
    const exact = ofAStep(trained, { objective: { beta, freeBits, estimator: 'analytic' } }, 1);
    t.true(Math.abs(exact - recorded) < 1e-4, `${exact} against ${recorded}`);
    const sampled = ofAStep(trained, {}, 200);
    t.true(Math.abs(sampled - recorded) < 0.05, `${sampled} against ${recorded}`);
    const objectives = trained.history.map(({ metrics: { objective = Number.NaN } }) => objective);
    t.true((objectives.at(-1) ?? 0) > (objectives[0] ?? 0) + 1, `${objectives}`);
    t.true(Math.abs((objectives.at(-1) ?? 0) - recorded) < 1e-4, 'the curve ends at what is recorded');
    t.is(metrics.objective_optimum, null);
  });
}

for (const [per, nats] of [
  ['dimension', 0.6],
  ['total', 3],
] as const) {
  test.serial(`free bits of the means are recorded as they are trained, long before the optimum: ${per}`, async (t) => {
    const beta = 1.5;
    const trained = await trainForTest(
      linearInput({ objective: { estimator: 'analytic', beta, freeBits: { nats, per } }, train: { steps: 3 } }),
    );
    const points = plainLinearVae(trained, centredRows(trained, 'train'), Array(8).fill(1));
    const means = [0, 1, 2, 3].map((i) => mean(points.map(({ klPerDimension }) => klPerDimension[i] ?? Number.NaN)));
    const charge = per === 'dimension' ? sum(means.map((kl) => Math.max(nats, kl))) : Math.max(nats, sum(means));
    t.true(charge > sum(means) + 0.1, `${charge} of ${means}`);
    const byHand = mean(points.map(({ reconstruction }) => reconstruction)) - beta * charge;
    const recorded = taken(metricsOf(trained), 'objective');
    t.true(Math.abs(recorded - byHand) < 1e-5, `${recorded} against ${byHand}`);
    const last = trained.history.at(-1)?.metrics.objective ?? Number.NaN;
    t.true(Math.abs(last - byHand) < 1e-4, `${last} against ${byHand}`);
    const ofMeans = ofAStep(trained, {}, 1);
    t.true(Math.abs(ofMeans - byHand) < 1e-4, `${ofMeans} against ${byHand}`);
  });
}

test('free bits of each data point are not had from the moments', (t) => {
  const nameOf = (objective: NonNullable<TrialInput['objective']>) => {
    const specification = trialSpecification.parse(linearInput({ objective }));
    return estimatorOf([openTrial(specification, { dim: 8, conditionDim: 0 })]).name;
  };
  const [means, examples] = [{ nats: 0.1 }, { nats: 0.1, over: 'example' }] as const;
  t.is(nameOf({ estimator: 'analytic', freeBits: means }), 'moments');
  t.is(nameOf({ estimator: 'analytic', basis: 'eigen', freeBits: means }), 'eigenbasis');
  t.is(nameOf({ estimator: 'analytic', freeBits: examples }), 'analytic');
  t.is(nameOf({ estimator: 'analytic', basis: 'eigen', freeBits: examples }), 'analytic');
  t.is(nameOf({ freeBits: examples }), 'gram');
});

const eigenvalues = Float64Array.of(5, 3, 1.5, 0.5, 0.1, 0.1, 0.1, 0.1);

function reasonOf(change: Partial<TrialInput>): string {
  const specification = trialSpecification.parse(linearInput(change));
  const { optimum, objective, reason, impliedBetaVariance } = theoryOf(specification, { eigenvalues, count: 400 });
  return optimum === null && objective === null && impliedBetaVariance === null ? (reason ?? '') : 'an optimum';
}

test('where free bits have no closed form the theory says why', (t) => {
  const freeBits = { nats: 0.1 };
  t.is(reasonOf({ objective: { freeBits } }), 'an optimum');
  t.is(reasonOf({ objective: { freeBits: { nats: 0 } } }), 'an optimum');
  t.regex(reasonOf({ objective: { freeBits: { nats: 0.1, over: 'example' } } }), /of each data point$/);
  t.regex(reasonOf({ objective: { freeBits: { nats: 0, per: 'total' } } }), /0 nats in all: leave free bits out$/);
  t.regex(reasonOf({ objective: { beta: 0, freeBits } }), /of a KL that costs nothing$/);
  t.regex(
    reasonOf({ objective: { freeBits }, likelihood: { learn: 'scalar' } }),
    /free bits with a learned decoder variance$/,
  );
  t.regex(
    reasonOf({ objective: { freeBits }, model: { latentDim: 4, decoder: { hidden: [2], activation: 'identity' } } }),
    /free bits through a narrower layer$/,
  );
});

test('a dimension with no more than its free nats is active where its mean varies by more than 0.01', (t) => {
  // With a KL of n nats the posterior variance is e^(-2 n), and the mean varies by the rest: 0.0119 and 0.0080.
  const active = (nats: number) => {
    const specification = trialSpecification.parse(linearInput({ objective: { freeBits: { nats } } }));
    return theoryOf(specification, { eigenvalues, count: 400 }).optimum?.active;
  };
  t.is(active(0.006), 4);
  t.is(active(0.004), 3);
});

test('0 free nats of each dimension are the plain ELBO', (t) => {
  const of = (objective: NonNullable<TrialInput['objective']>) =>
    theoryOf(trialSpecification.parse(linearInput({ objective })), { eigenvalues, count: 400 });
  const [plain, free] = [of({ beta: 0.7 }), of({ beta: 0.7, freeBits: { nats: 0 } })];
  t.true(Math.abs((plain.objective ?? 0) - (free.objective ?? 1)) < 1e-12);
  for (const name of ['elbo', 'kl', 'active', 'threshold', 'decoderVariance'] as const) {
    t.true(Math.abs((plain.optimum?.[name] ?? 0) - (free.optimum?.[name] ?? 1)) < 1e-12, name);
  }
  t.is(free.impliedBetaVariance, plain.impliedBetaVariance);
});
