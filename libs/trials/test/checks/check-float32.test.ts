import test from 'ava';
import { checkTrial, type TrialInput, trialSpecification } from '../../src/index.ts';
import { laid } from '../support/changes.ts';

const base = {
  dataset: { name: 'mnist-1k' },
  model: { latentDim: 2, second: { latentDim: 1 } },
  likelihood: { learn: 'scalar' },
  train: { steps: 1 },
};

const refused = (path: string, value: number) => {
  const change = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
  return checkTrial(trialSpecification.parse(laid(base, change) as TrialInput), null).map(({ field }) => field);
};

const SIZES = [
  'model.second.priorVariance',
  'model.second.firstVariance',
  'likelihood.variance',
  'likelihood.varianceFloor',
  'objective.beta',
  'objective.secondBeta',
  'optimizer.learningRate',
  'optimizer.epsilon',
  'optimizer.clipNorm',
];

for (const path of SIZES) {
  test(`${path} is a number that float32 holds`, (t) => {
    for (const value of [1e-39, 3.5e38]) t.deepEqual(refused(path, value), [path], String(value));
    for (const value of [1.2e-38, 3.4e38]) t.deepEqual(refused(path, value), [], String(value));
  });
}

test('what may be 0 is no number that is too small', (t) => {
  for (const path of ['likelihood.varianceFloor', 'objective.beta', 'objective.secondBeta']) {
    t.deepEqual(refused(path, 0), []);
  }
});

test("Adam's decays stay below 1 in float32", (t) => {
  for (const path of ['optimizer.beta1', 'optimizer.beta2']) {
    t.deepEqual(refused(path, 0.99999999), [path]);
    t.deepEqual(refused(path, 0.9999999), []);
  }
});
