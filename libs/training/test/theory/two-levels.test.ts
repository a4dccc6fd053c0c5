import { twoLevelOptimum } from '@collapse/closed-forms';
import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { theoryOf } from '../../src/theory/index.ts';

const eigenvalues = Float64Array.of(5, 3, 1.2, 0.4);

const theory = (change: Partial<TrialInput>) =>
  theoryOf(
    trialSpecification.parse({
      dataset: { name: 'synthetic', eigenvalues: [1], dim: 4, count: 100 },
      model: { latentDim: 3, second: { latentDim: 2, priorVariance: 0.8, firstVariance: 0.4 } },
      likelihood: { variance: 0.5 },
      train: { steps: 1 },
      ...change,
    }),
    { eigenvalues, count: 100 },
  );

test('the theory of two levels is their closed form at the settings of the trial, each with its weight', (t) => {
  for (const [beta, secondBeta] of [
    [1, 1.5],
    [0.7, undefined],
  ] as const) {
    const found = theory({ objective: { beta, ...(secondBeta === undefined ? {} : { secondBeta }) } });
    const expected = twoLevelOptimum({
      eigenvalues,
      latentDim: 3,
      secondLatentDim: 2,
      beta,
      secondBeta: secondBeta ?? beta,
      variance: 0.5,
      priorVariance: 0.8,
      firstVariance: 0.4,
    });
    if ('none' in expected) throw new Error(expected.none);
    t.is(found.optimum?.objective, expected.objective);
    t.is(found.secondActive, expected.secondActive);
    t.is(found.impliedBetaVariance, expected.threshold);
  }
});

test('two levels with a learned variance have no closed form', (t) => {
  for (const learn of ['scalar', 'per-dimension', 'network'] as const) {
    const { optimum, secondActive, reason } = theory({ likelihood: { variance: 0.5, learn } });
    t.deepEqual([optimum, secondActive], [null, null]);
    t.regex(reason ?? '', /no closed form/);
  }
});
