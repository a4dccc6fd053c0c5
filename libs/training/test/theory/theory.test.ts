import { ppcaMaximum } from '@collapse/closed-forms';
import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { type DataFacts, theoryOf } from '../../src/theory/index.ts';

const eigenvalues = Float64Array.of(5, 3, 1.2, 0.9, 0.1, 0.1);
const facts: DataFacts = { eigenvalues, count: 400 };

/** What theory says of a trial; sections as in a grid, whole. */
function theory(sections: Partial<TrialInput>, of: DataFacts = facts) {
  return theoryOf(
    trialSpecification.parse({
      dataset: { name: 'synthetic', eigenvalues: [1], dim: 6, count: 400 },
      model: { latentDim: 4 },
      train: { steps: 1 },
      ...sections,
    }),
    of,
  );
}

test('the beta x variance that a loss amounts to, with its batch size', (t) => {
  const losses = {
    elbo: { reduction: 'elbo' },
    'mean-sum': { reduction: 'mean-sum' },
    'mean-batch': { reduction: 'mean-batch' },
  } as const;
  const implied = (reduction: keyof typeof losses, batchSize: number | 'full') =>
    theory({
      likelihood: { variance: 0.3 },
      objective: { beta: 0.5, ...losses[reduction] },
      train: { steps: 1, batchSize },
    }).impliedBetaVariance;
  // beta B d / 2, beta d / 2 and beta s2.
  t.true(Math.abs((implied('mean-sum', 100) ?? 0) - 0.5 * 100 * 3) < 1e-9);
  t.true(Math.abs((implied('mean-sum', 'full') ?? 0) - 0.5 * 400 * 3) < 1e-9);
  t.true(Math.abs((implied('mean-batch', 100) ?? 0) - 0.5 * 3) < 1e-12);
  t.is(implied('elbo', 100), 0.15);
});

test('pPCA has a maximum below the rank of the data and none at it', (t) => {
  const singular = { eigenvalues: Float64Array.of(4, 2, 1, 0, 0, 0), count: 100 };
  const at = (latentDim: number) => theory({ model: { latentDim } }, singular);
  t.is(at(2).ppcaLogLikelihood, ppcaMaximum(singular.eigenvalues, 2).logLikelihood);
  for (const latentDim of [3, 4]) {
    t.is(at(latentDim).ppcaLogLikelihood, null);
    t.not(at(latentDim).optimum, null, 'a fixed variance has its optimum whatever the rank');
  }
});

test('a floor is part of the optimum, and an open one has an objective and nothing else', (t) => {
  const floored = theory({ likelihood: { learn: 'scalar', varianceFloor: 0.5 } });
  t.true(Math.abs((floored.objective ?? 0) + 8.41299) < 5e-6);
  t.deepEqual([floored.optimum?.decoderVariance, floored.impliedBetaVariance], [0.5, 0.5]);
  const open = theory({ model: { latentDim: 6 }, likelihood: { learn: 'scalar', varianceFloor: 0.01 } });
  t.true(Math.abs((open.objective ?? 0) + 7.60355) < 5e-6);
  t.deepEqual([open.optimum, open.impliedBetaVariance, open.secondActive], [null, null, null]);
  t.regex(open.reason ?? '', /the same at every decoder variance/);
});

test('a narrow layer of a deep linear network is the number of dimensions that can be in use', (t) => {
  const narrow = (part: object) => theory({ model: { latentDim: 4, ...part }, likelihood: { variance: 0.5 } }).optimum;
  const identity = { hidden: [2], activation: 'identity' } as const;
  t.is(narrow({})?.active, 4);
  t.is(narrow({ decoder: identity })?.active, 2);
  t.is(narrow({ encoder: identity })?.active, 2);
  t.is(narrow({ decoder: identity })?.klPerDimension.length, 4);
  t.is(narrow({ decoder: { hidden: [2] } })?.active, 4, 'of a nonlinear one it is not');
  const second = { latentDim: 2, firstVariance: 0.4 };
  t.is(narrow({ second })?.active, 4);
  t.is(narrow({ second, decoder: identity })?.active, 2);
});

test('codes and condition through a layer too narrow for both have no closed form', (t) => {
  const given = { ...facts, conditionDim: 3 };
  const of = (hidden: number[]) =>
    theory({ model: { latentDim: 2, decoder: { hidden, activation: 'identity' } } }, given);
  t.not(of([]).optimum, null);
  t.not(of([5, 7]).optimum, null);
  t.is(of([7, 4]).optimum, null);
  t.regex(of([7, 4]).reason ?? '', /a layer of 4 units, below 5/);
});
