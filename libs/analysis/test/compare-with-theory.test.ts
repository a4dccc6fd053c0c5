import test from 'ava';
import { compareWithTheory, isBoundedByPpca } from '../src/compare-with-theory.ts';
import type { TrialRow } from '../src/trial-rows.ts';
import { madeUpRow } from './made-up-row.ts';

const LINEAR = {
  'likelihood.kind': 'gaussian',
  'likelihood.learn': 'fixed',
  'objective.reduction': 'elbo',
  'objective.beta': 2,
};

test('gaps are what a value lacks to its bound', (t) => {
  const row = madeUpRow(LINEAR, {
    objective: -3,
    objective_optimum: -2.5,
    elbo: -1,
    log_likelihood: -0.75,
    ppca_log_likelihood_fixed: -0.5,
    ppca_log_likelihood: 4,
    active_units: 2,
    active_units_predicted: 3,
  });
  const { objectiveGap, likelihoodGap, maximum, maximumGap, activeDifference } = compareWithTheory(row);
  t.deepEqual([objectiveGap, likelihoodGap, maximum, maximumGap, activeDifference], [0.5, 0.25, -0.5, 0.25, -1]);
});

test('a learned variance is compared with the maximum over all variances', (t) => {
  const metrics = { ppca_log_likelihood_fixed: -0.5, ppca_log_likelihood: 4 };
  t.is(compareWithTheory(madeUpRow({ ...LINEAR, 'likelihood.learn': 'scalar' }, metrics)).maximum, 4);
  t.is(compareWithTheory(madeUpRow({ ...LINEAR, 'likelihood.kind': 'bernoulli' }, metrics)).maximum, null);
});

test("the ELBO at the optimum, against the linear VAE's own terms in one dimension", (t) => {
  // d = k = 1, eigenvalue 4, variance 1, beta 2: squared error 2, KL 1/2 ln 2.
  const kl = Math.log(4 / 2) / 2;
  const reconstruction = -(Math.log(2 * Math.PI) + 2) / 2;
  const row: TrialRow = { ...madeUpRow(LINEAR, { objective_optimum: reconstruction - 2 * kl }), predictedKl: kl };
  t.true(Math.abs((compareWithTheory(row).elboAtOptimum ?? 0) - (reconstruction - kl)) < 1e-12);
  const asWritten: TrialRow = { ...row, fields: { ...row.fields, 'objective.reduction': 'mean-sum' } };
  t.is(compareWithTheory(asWritten).elboAtOptimum, null);
});

test('the ELBO at the optimum is the recorded one; of two levels there is no other', (t) => {
  const metrics = { objective_optimum: -13.006, elbo_optimum: -11.617 };
  const levels = { ...LINEAR, 'model.second.latentDim': 3 };
  const recorded: TrialRow = { ...madeUpRow(levels, metrics), predictedKl: 1 };
  t.is(compareWithTheory(recorded).elboAtOptimum, -11.617);
  const earlier: TrialRow = { ...recorded, metrics: { ...recorded.metrics, elbo_optimum: null } };
  t.is(compareWithTheory(earlier).elboAtOptimum, null);
});

test('nothing to compare is null, never NaN', (t) => {
  const comparison = compareWithTheory(madeUpRow(LINEAR, {}));
  t.true(Object.values(comparison).every((value) => value === null));
});

test('pPCA bounds a linear Gaussian decoder with one variance, and nothing else', (t) => {
  const bounded = (fields: TrialRow['fields']) => isBoundedByPpca(madeUpRow({ ...LINEAR, ...fields }, {}));
  t.true(bounded({}));
  t.true(bounded({ 'model.encoder.hidden': '[256]', 'model.encoder.activation': 'relu' }));
  t.false(bounded({ 'model.decoder.hidden': '[256]', 'model.decoder.activation': 'relu' }));
  t.false(bounded({ 'likelihood.learn': 'per-dimension' }));
  t.false(bounded({ 'likelihood.kind': 'bernoulli' }));
});
