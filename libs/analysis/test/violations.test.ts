import test from 'ava';
import { trialRow } from '../src/trial-rows.ts';
import { findViolations, float32Tolerance } from '../src/violations.ts';
import { fixtureStudy } from './fixture-study.ts';
import { madeUpRow } from './made-up-row.ts';

const LINEAR = { 'likelihood.kind': 'gaussian', 'likelihood.learn': 'fixed', 'model.decoder.hidden': '[]' };
const MLP = { ...LINEAR, 'model.decoder.hidden': '[256]', 'model.decoder.activation': 'relu' };

test('a correct study has none', (t) => {
  t.deepEqual(findViolations(Array.from(fixtureStudy({ seeds: [0, 1] }).results, trialRow)), []);
});

test('the tolerance covers rounding to float32 and little more', (t) => {
  for (const value of [941.936, -1e5, 0.3, 12_345.678]) {
    t.true(Math.abs(Math.fround(value) - value) < float32Tolerance(value));
    t.true(float32Tolerance(value) < 1e-6 * Math.max(1, Math.abs(value)));
  }
});

test('an ELBO above the exact log-likelihood, whatever the model', (t) => {
  for (const fields of [LINEAR, MLP]) {
    const [violation] = findViolations([madeUpRow(fields, { elbo: 100.01, log_likelihood: 100 })]);
    t.is(violation?.value, 'elbo');
    t.is(violation?.bound, 'log_likelihood');
    t.true((violation?.tolerance ?? 1) < 0.0002);
  }
  t.deepEqual(findViolations([madeUpRow(LINEAR, { elbo: 100.00005, log_likelihood: 100 })]), []);
});

test('large parts that cancel widen the tolerance', (t) => {
  const metrics = { elbo: 0.005, log_likelihood: 0, reconstruction: 1e4, kl: 1e4 };
  t.deepEqual(findViolations([madeUpRow(LINEAR, metrics)]), []);
  t.is(findViolations([madeUpRow(LINEAR, { ...metrics, reconstruction: 1, kl: 1 })]).length, 1);
});

test('the defect of dividing the covariance by N - 1 is found', (t) => {
  // The published notebook: an ELBO of 941.936 over a maximum said to be 941.654.
  const [violation] = findViolations([madeUpRow(LINEAR, { elbo: 941.936, ppca_log_likelihood_fixed: 941.654 })]);
  t.is(violation?.bound, 'pPCA maximum');
});

test('the pPCA maximum and the linear optimum bind linear decoders only', (t) => {
  const metrics = { elbo: 5, ppca_log_likelihood_fixed: 4, objective: 5, objective_optimum: 4 };
  t.deepEqual(
    findViolations([madeUpRow(LINEAR, metrics)]).map(({ value, bound }) => `${value} > ${bound}`),
    ['elbo > pPCA maximum', 'objective > objective_optimum'],
  );
  t.deepEqual(findViolations([madeUpRow(MLP, metrics)]), []);
});

test('log p(x) above the pPCA maximum', (t) => {
  const metrics = { elbo: 3, log_likelihood: 5, ppca_log_likelihood: 4, ppca_log_likelihood_fixed: 6 };
  const learned = findViolations([madeUpRow({ ...LINEAR, 'likelihood.learn': 'scalar' }, metrics)]);
  t.deepEqual(
    learned.map(({ trialId, value, bound, measured, limit }) => [trialId, value, bound, measured, limit]),
    [['0123456789abcdef', 'log_likelihood', 'pPCA maximum', 5, 4]],
  );
  t.deepEqual(findViolations([madeUpRow(LINEAR, metrics)]), []);
});

test('an estimate breaks a bound beyond 5 standard errors, and none where its error is not known', (t) => {
  const deep = { ...LINEAR, 'model.decoder.hidden': '[5]', 'model.decoder.activation': 'identity' };
  const metrics = { elbo: 5, ppca_log_likelihood_fixed: 4.5 };
  const count = (more: { elbo_se?: number; log_likelihood?: number }) =>
    findViolations([madeUpRow(deep, { ...metrics, ...more })]).length;
  t.is(count({}), 0);
  t.is(count({ elbo_se: 0.11 }), 0);
  t.is(count({ elbo_se: 0.09 }), 1);
  t.is(count({ elbo_se: 0.11, log_likelihood: 5 }), 2, 'both are exact, and above it');
});

test('what does not exist breaks no bound', (t) => {
  t.deepEqual(findViolations([madeUpRow(LINEAR, {}), madeUpRow(LINEAR, {}, 'diverged')]), []);
});
