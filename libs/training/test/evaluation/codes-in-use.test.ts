import { trialSpecification } from '@collapse/trials';
import test from 'ava';
import { codesInUse } from '../../src/evaluation/evaluate-data.ts';
import { openTrial } from '../../src/trial-model.ts';

const outputs = {
  count: 2,
  latentDim: 2,
  posteriorMean: Float64Array.of(0.3, 0.4, -0.3, -0.4),
  posteriorVariance: Float64Array.of(0.1, 0.2),
};
const trialOf = (second: object | undefined) =>
  openTrial(
    trialSpecification.parse({
      dataset: { name: 'mnist-1k' },
      model: { latentDim: 2, ...(second ? { second: { latentDim: 1, ...second } } : {}) },
      train: { steps: 1 },
    }),
    { dim: 784, conditionDim: 0 },
  );

test('codes in units of the prior of their level, along their axes where they may rotate', (t) => {
  t.is(codesInUse(trialOf(undefined), outputs), outputs);
  t.is(codesInUse(trialOf({}), outputs), outputs);
  const scaled = codesInUse(trialOf({ priorVariance: 0.25 }), outputs);
  t.deepEqual([...scaled.posteriorMean], [0.6, 0.8, -0.6, -0.8]);
  t.deepEqual([...scaled.posteriorVariance], [0.4, 0.8]);
  const withLogarithm = { ...outputs, posteriorLogVariance: outputs.posteriorVariance.map(Math.log) };
  const { posteriorLogVariance = [] } = codesInUse(trialOf({ priorVariance: 0.25 }), withLogarithm);
  for (const [index, value] of posteriorLogVariance.entries()) {
    t.true(Math.abs(value - Math.log([0.4, 0.8][index] ?? Number.NaN)) < 1e-12);
  }
  const fixed = { ...outputs, posteriorVariance: Float64Array.of(0.05, 0.05) };
  const turned = codesInUse(trialOf({ priorVariance: 0.25, firstVariance: 0.05 }), fixed);
  const expected = [1, 0, -1, 0];
  for (const [index, value] of turned.posteriorMean.entries()) {
    t.true(Math.abs(Math.abs(value) - Math.abs(expected[index] ?? 9)) < 1e-12);
  }
  t.deepEqual([...turned.posteriorVariance], [0.2, 0.2]);
});
