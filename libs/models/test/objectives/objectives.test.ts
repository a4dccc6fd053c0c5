import { type TrialInput, type TrialSpecification, trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { ESTIMATORS, type EstimatorInputs, type EstimatorSetting, estimatorOf } from '../../src/index.ts';
import { decoded, klPerDimension, logLikelihood, posterior, rows } from '../brute-force-vae.ts';
import { objectiveValue, openSetting } from '../open-setting.ts';
import {
  arraysOf,
  backend,
  normals,
  type RandomParameters,
  randomParameters,
  tensorsOf,
} from '../random-parameters.ts';

test.before(() => backend.description);

const points = 6;
const dim = 5;

function specificationOf(change: Partial<TrialInput>): TrialSpecification {
  return trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [1], dim, count: points },
    model: { latentDim: 3 },
    train: { steps: 1 },
    ...change,
  });
}

interface Case {
  readonly specification: TrialSpecification;
  readonly parameters: RandomParameters;
  readonly setting: EstimatorSetting;
  readonly variance: number;
  readonly x: Float32Array;
  readonly noise: Float32Array;
}

function caseOf(change: Partial<TrialInput>, packSize = 1, seed = 5): Case {
  const specification = specificationOf(change);
  const setting = openSetting(specification, dim);
  const { samples } = specification.objective;
  const uncentred = normals(points * dim, seed);
  const mean = Array.from({ length: dim }, (_, column) => {
    const values = rows(uncentred, dim).map((row) => row[column] as number);
    return values.reduce((total, value) => total + value, 0) / points;
  });
  return {
    specification,
    parameters: randomParameters(setting.model.parameters, packSize, seed),
    setting,
    variance: setting.model.likelihood.gaussian?.variance ?? 1,
    x:
      specification.likelihood.kind === 'gaussian'
        ? uncentred.map((value, index) => value - (mean[index % dim] as number))
        : uncentred.map((value) => 1 / (1 + Math.exp(-value))),
    noise: normals(samples * points * specification.model.latentDim, seed + 1),
  };
}

/** What any estimator takes. */
function inputsOf({ specification, variance, x, noise }: Case, packSize = 1): EstimatorInputs {
  const { objective, model } = specification;
  const shared = {
    beta: tf.fill([packSize], objective.beta),
    fixedLogVariance: tf.fill([packSize, 1, 1], Math.log(variance)),
  };
  const covariance = covarianceOf(x);
  const variances = covariance.filter((_, index) => index % (dim + 1) === 0);
  const data = tf.tensor(x, [1, points, dim]);
  const samplesNoise = tf.tensor(noise, [1, objective.samples * points, model.latentDim]);
  return {
    ...shared,
    covariance: tf.tensor(covariance, [1, dim, dim]),
    variances: tf.tensor(variances, [1, 1, dim]),
    input: data,
    target: data,
    squaredNorms: tf.sum(tf.square(data), -1),
    noise: tf.tile(samplesNoise, [packSize, 1, 1]),
  };
}

function covarianceOf(x: Float32Array): number[] {
  const data = rows(x, dim);
  return Array.from({ length: dim * dim }, (_, index) =>
    data.reduce((total, row) => total + ((row[Math.floor(index / dim)] ?? 0) * (row[index % dim] ?? 0)) / points, 0),
  );
}

/** The objective by loops over the definition, float64. */
function bruteForce({ specification, parameters, x, noise }: Case): number {
  const { model, likelihood, objective } = specification;
  const arrays = arraysOf(parameters);
  const data = rows(x, dim);
  const k = model.latentDim;
  const written = objective.reduction !== 'elbo';
  let error = 0;
  let kl = 0;
  for (const [index, point] of data.entries()) {
    const q = posterior(arrays, specification, point);
    kl += klPerDimension(q).reduce((total, value) => total + value, 0);
    const deviations = q.logVariance.map((value) => Math.exp(value / 2));
    const score = (z: number[]) => {
      const p = decoded(arrays, specification, z);
      if (written && likelihood.kind === 'gaussian') {
        return -point.reduce((total, value, j) => total + (value - (p.location[j] as number)) ** 2, 0);
      }
      return logLikelihood(likelihood.kind, point, p);
    };
    if (objective.estimator === 'analytic') {
      // The score is quadratic in z, so the mean over +-sqrt(k) sd along each axis is its expectation, exactly.
      for (let i = 0; i < k; i++) {
        for (const sign of [-1, 1]) {
          const z = q.mean.map((m, j) => m + (i === j ? sign * Math.sqrt(k) * (deviations[j] as number) : 0));
          error -= score(z) / (2 * k);
        }
      }
    } else {
      for (let s = 0; s < objective.samples; s++) {
        const z = q.mean.map((m, j) => m + (deviations[j] as number) * (noise[(s * points + index) * k + j] as number));
        error -= score(z) / objective.samples;
      }
    }
  }
  const weights = {
    elbo: [1 / points, 1 / points],
    'sum-sum': [1, 1],
    'batch-batch': [1 / points, 1 / points],
    'mean-sum': [1 / (points * dim), 1],
    'mean-batch': [1 / (points * dim), 1 / points],
    'mean-mean': [1 / (points * dim), 1 / (points * k)],
  }[objective.reduction] as [number, number];
  return -(weights[0] * error + objective.beta * weights[1] * kl);
}

const encoders: NonNullable<TrialInput['model']['encoder']>[] = [
  {},
  { variance: 'amortized' },
  { hidden: [4, 3], activation: 'identity' },
  { hidden: [4], activation: 'relu', variance: 'amortized' },
  { hidden: [4], activation: 'tanh', variance: 'amortized' },
];
const learned = ['fixed', 'scalar', 'per-dimension'] as const;
const reductions = ['elbo', 'sum-sum', 'batch-batch', 'mean-sum', 'mean-batch', 'mean-mean'] as const;
/** As a trial has it: the elbo is what is not a written loss. */
const reducedBy = (reduction: (typeof reductions)[number]) => (reduction === 'elbo' ? {} : { reduction });

const cases: Record<string, Partial<TrialInput>> = {};
for (const [index, encoder] of encoders.entries()) {
  const model = { latentDim: 3, encoder };
  for (const learn of learned) {
    const likelihood = { variance: 0.7, learn, varianceFloor: learn === 'scalar' ? 0.05 : 0 };
    cases[`analytic, encoder ${index}, variance ${learn}, full batch`] = {
      model,
      likelihood,
      objective: { estimator: 'analytic', beta: 1.7 },
    };
    cases[`analytic, encoder ${index}, variance ${learn}, batch`] = {
      model,
      likelihood,
      objective: { estimator: 'analytic', beta: 1.7 },
      train: { steps: 1, batchSize: points },
    };
  }
}
for (const learn of [...learned, 'network'] as const) {
  for (const samples of [1, 4]) {
    cases[`stochastic, variance ${learn}, ${samples} samples`] = {
      model: {
        latentDim: 3,
        encoder: { hidden: [4], variance: samples === 1 ? 'amortized' : 'shared' },
        decoder: { hidden: [6, 4], activation: 'tanh' },
      },
      likelihood: { variance: 0.4, learn, varianceFloor: learn === 'fixed' ? 0 : 0.1 },
      objective: { beta: 0.6, samples },
    };
  }
}
for (const kind of ['bernoulli', 'continuous-bernoulli'] as const) {
  for (const reduction of ['elbo', 'mean-sum'] as const) {
    cases[`stochastic, ${kind}, ${reduction}`] = {
      model: { latentDim: 3, encoder: { hidden: [4], variance: 'amortized' }, decoder: { hidden: [4] } },
      likelihood: { kind },
      objective: { samples: 2, ...reducedBy(reduction), beta: 2 },
    };
  }
}
for (const reduction of reductions) {
  for (const estimator of ['analytic', 'stochastic'] as const) {
    for (const batchSize of ['full', points] as const) {
      cases[`${estimator}, ${reduction}, batch ${batchSize}`] = {
        likelihood: { variance: 0.3 },
        objective: { estimator, ...reducedBy(reduction), beta: 1.5 },
        train: { steps: 1, batchSize },
      };
    }
  }
}

for (const [name, change] of Object.entries(cases)) {
  test(`${name}: the objective is its definition, by each estimator that fits`, (t) => {
    const given = caseOf(change);
    const { setting } = given;
    const draws = setting.estimator === 'stochastic';
    const fitting = ESTIMATORS.filter((estimator) => estimator.drawsNoise === draws && estimator.fits(setting));
    t.is(fitting[0], estimatorOf([setting]));
    t.true(fitting.some((estimator) => estimator.name === (draws ? 'sampled' : 'analytic')));
    const expected = bruteForce(given);
    for (const estimator of fitting) {
      const computed = tf.tidy(() => {
        const parameters = tensorsOf(given.parameters, [0]);
        return objectiveValue(setting, points, parameters, inputsOf(given), estimator).dataSync()[0] ?? 0;
      });
      t.true(
        Math.abs(computed - expected) < 2e-5 * (1 + Math.abs(expected)),
        `${estimator.name}: ${computed} against ${expected}`,
      );
    }
  });
}

test('each member of a pack has the objective and the gradients that it has alone', (t) => {
  for (const change of [
    cases['analytic, encoder 0, variance scalar, full batch'],
    cases['stochastic, variance network, 4 samples'],
  ]) {
    const given = caseOf(change ?? {}, 3);
    const names = Object.keys(given.parameters);
    const gradients = (members: number[]) => {
      const parameters = tensorsOf(given.parameters, members);
      const inputs = inputsOf(given, members.length);
      return tf.valueAndGrads(
        (...values: tf.Tensor[]) =>
          tf.sum(
            objectiveValue(
              given.setting,
              points,
              Object.fromEntries(values.map((value, index) => [names[index] ?? '', value])),
              inputs,
            ),
          ) as tf.Scalar,
      )(names.map((name) => parameters[name] as tf.Tensor)).grads;
    };
    const together = gradients([0, 1, 2]);
    for (const member of [0, 1, 2]) {
      for (const [index, alone] of gradients([member]).entries()) {
        const ofPack = tf.slice(together[index] as tf.Tensor, member, 1);
        const difference = tf.max(tf.abs(tf.sub(alone, ofPack))).dataSync()[0] ?? Number.NaN;
        const scale = tf.max(tf.abs(alone)).dataSync()[0] ?? Number.NaN;
        t.true(difference <= 1e-5 * (scale + 1e-3), `${names[index]} of member ${member}: ${difference}`);
      }
    }
  }
});

test('the gradients of the full-batch moments form are those of the batch form', (t) => {
  for (const learn of learned) {
    const gradientsOf = (batchSize: number | 'full') => {
      const given = caseOf({
        likelihood: { variance: 0.3, learn },
        objective: { estimator: 'analytic', beta: 0.8 },
        train: { steps: 1, batchSize },
      });
      const parameters = tensorsOf(given.parameters, [0]);
      const names = Object.keys(parameters);
      return tf.valueAndGrads(
        (...values: tf.Tensor[]) =>
          tf.sum(
            objectiveValue(
              given.setting,
              points,
              Object.fromEntries(values.map((value, index) => [names[index] ?? '', value])),
              inputsOf(given),
            ),
          ) as tf.Scalar,
      )(Object.values(parameters)).grads;
    };
    const batch = gradientsOf(points);
    for (const [index, gradient] of gradientsOf('full').entries()) {
      const difference = tf.max(tf.abs(tf.sub(gradient, batch[index] as tf.Tensor))).dataSync()[0] ?? Number.NaN;
      t.true(difference < 2e-5, `${learn}, gradient ${index}: ${difference}`);
    }
  }
});
