import { type TrialSpecification, trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { gram } from '../../src/estimators/gram.ts';
import { sampled } from '../../src/estimators/sampled.ts';
import { objectiveValue, openSetting } from '../open-setting.ts';
import { backend, normals, randomParameters, tensorsOf } from '../random-parameters.ts';

test.before(() => backend.description);

interface Size {
  readonly points: number;
  readonly dim: number;
  readonly latentDim: number;
  readonly samples: number;
  readonly hidden: readonly number[];
}

function specificationOf({ points, dim, latentDim, samples, hidden }: Size, variance: number) {
  return trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [1], dim, count: points },
    model: { latentDim, encoder: { hidden: [...hidden], variance: hidden.length > 0 ? 'amortized' : 'shared' } },
    likelihood: { variance },
    objective: { beta: 1.5, samples },
    train: { steps: 1 },
  });
}

/** Value [P] and gradients of both forms at the same parameters, data and noise; a pack of two. */
function bothForms(size: Size, variance: number) {
  const { points, dim, latentDim, samples } = size;
  const specification = specificationOf(size, variance);
  const x = tf.tensor(normals(points * dim, 3), [1, points, dim]);
  const noise = tf.tile(
    tf.tensor(normals(points * samples * latentDim, 4), [1, points * samples, latentDim]),
    [2, 1, 1],
  );
  const inputs = {
    input: x,
    target: x,
    noise,
    squaredNorms: tf.sum(tf.square(x), -1),
    fixedLogVariance: tf.fill([2, 1, 1], Math.log(variance)),
    beta: tf.fill([2], 1.5),
  };
  const setting = openSetting(specification, dim);
  const parameters = tensorsOf(randomParameters(setting.model.parameters, 2, 8), [0, 1]);
  const names = Object.keys(parameters);
  return [gram, sampled].map((estimator) =>
    tf.valueAndGrads((...values: tf.Tensor[]) => {
      const trained = Object.fromEntries(values.map((value, i) => [names[i] ?? '', value]));
      return tf.sum(objectiveValue(setting, points, trained, inputs, estimator)) as tf.Scalar;
    })(Object.values(parameters)),
  );
}

const sizes: Record<string, Size> = {
  'linear encoder': { points: 7, dim: 5, latentDim: 3, samples: 1, hidden: [] },
  'several samples': { points: 4, dim: 6, latentDim: 2, samples: 3, hidden: [] },
  'encoder with hidden layers': { points: 6, dim: 5, latentDim: 2, samples: 2, hidden: [4] },
  'as large as MNIST': { points: 100, dim: 784, latentDim: 50, samples: 1, hidden: [] },
};

for (const [name, size] of Object.entries(sizes)) {
  for (const variance of [0.01, 0.1, 1]) {
    test(`the Gram form has the value and the gradients of the plain form: ${name}, variance ${variance}`, (t) => {
      const [gram, plain] = bothForms(size, variance);
      const value = plain?.value.dataSync()[0] ?? Number.NaN;
      t.true(Math.abs((gram?.value.dataSync()[0] ?? Number.NaN) - value) <= 1e-4 * Math.abs(value));
      for (const [index, expected] of (plain?.grads ?? []).entries()) {
        const difference =
          tf.max(tf.abs(tf.sub(gram?.grads[index] as tf.Tensor, expected))).dataSync()[0] ?? Number.NaN;
        const largest = tf.max(tf.abs(expected)).dataSync()[0] ?? Number.NaN;
        t.true(difference <= 1e-4 * largest, `gradient ${index}: ${difference} of ${largest}`);
      }
    });
  }
}

test('it is used for what it was checked for only', (t) => {
  const size = sizes['linear encoder'] as Size;
  const { dim } = size;
  t.true(gram.fits(openSetting(specificationOf(size, 0.01), dim)));
  t.false(gram.fits(openSetting(specificationOf(size, 0.009), dim)));
  const specification = specificationOf(size, 1);
  const { model, likelihood, objective } = specification;
  const fits = (change: Partial<TrialSpecification>, sizeOfImage = dim, conditionDim = 0) =>
    gram.fits(openSetting({ ...specification, ...change }, sizeOfImage, conditionDim));
  t.true(fits({}));
  t.false(fits({ model: { ...model, decoder: { hidden: [3], activation: 'relu' } } }));
  t.false(fits({ model: { ...model, decoder: { hidden: [], activation: 'relu', channels: [3] } } }, 16));
  t.false(fits({ model: { ...model, decoder: { network: 'residual', width: 3, blocks: 1, activation: 'relu' } } }));
  t.false(fits({ likelihood: { ...likelihood, learn: 'scalar' } }));
  t.false(fits({ likelihood: { ...likelihood, kind: 'bernoulli' } }));
  t.false(fits({}, dim, 1));
  t.false(fits({ objective: { ...objective, reduction: 'mean-sum' } }));
  t.false(fits({ objective: { ...objective, estimator: 'analytic' } }));
});
