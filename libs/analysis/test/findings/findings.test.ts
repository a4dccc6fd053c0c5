import type { Metrics } from '@collapse/trials';
import test from 'ava';
import { type Analysis, analyseStudy } from '../../src/analyse-study.ts';
import { findingsOf } from '../../src/findings/findings.ts';
import type { Cell } from '../../src/flatten-specification.ts';
import type { TrialRow } from '../../src/trial-rows.ts';
import { type FixtureOptions, fixtureStudy } from '../fixture-study.ts';
import { madeUpRow } from '../made-up-row.ts';

const LINEAR = { 'model.latentDim': 8, 'objective.reduction': 'elbo', 'objective.beta': 1 };
const MLP = { ...LINEAR, 'model.decoder.hidden': '[32]', 'model.decoder.activation': 'relu' };
const BERNOULLI = { ...MLP, 'likelihood.kind': 'bernoulli' };

interface Made {
  readonly fields?: Readonly<Record<string, Cell>>;
  readonly active: number;
  readonly predicted?: number;
  readonly near?: number;
  /** Nats below the optimum. */
  readonly gap?: number;
  readonly more?: Partial<Metrics>;
}

function trial({ fields = LINEAR, active, predicted, near = 0, gap = 0.001, more = {} }: Made): TrialRow {
  const optimum =
    predicted === undefined
      ? {}
      : {
          active_units_predicted: predicted,
          active_units_near_threshold: near,
          objective_optimum: -10,
          objective: -10 - gap,
        };
  return madeUpRow(fields, { active_units: active, ...optimum, ...more });
}

/** What is said of made-up trials, in a study that lacks some. */
function said(made: readonly Made[], missing = 0, failed = 0) {
  const failures = Array.from({ length: failed }, () => madeUpRow(LINEAR, {}, 'diverged'));
  const rows = [...made.map(trial), ...failures];
  return findingsOf({ ...analyseStudy(fixtureStudy()), rows, all: rows, missing, violations: [] });
}

const headline = (made: readonly Made[], missing = 0, failed = 0) => said(made, missing, failed).headline;

test('networks and Bernoulli decoders of a few steps: the closed form is no prediction of them and nobody is blamed', (t) => {
  const untrained = { objective_slope: 300, objective_slope_se: 20, steps: 200 };
  const text = headline([
    { fields: MLP, active: 8, predicted: 8, gap: 130, more: untrained },
    { fields: MLP, active: 0, predicted: 0, gap: 20, more: untrained },
    { fields: BERNOULLI, active: 8, more: untrained },
    { fields: BERNOULLI, active: 0, more: untrained },
  ]);
  t.is(
    text,
    'Of 2 trials with a nonlinear decoder, for which the best linear VAE is a yardstick and no prediction, 8 of 16 latent ' +
      'dimensions (50%) collapsed; beside it as many in use in 2; too early to say more; in all the objective was ' +
      'still rising, by up to 300 nats per 1,000 steps. 2 trials have no closed form: 8 of 16 latent dimensions (50%) collapsed, ' +
      'whose doing is not told; too early to say more; in all the objective was still rising, by up to 300 nats per 1,000 steps.',
  );
  t.notRegex(text, /beta × variance|the objective, did|optimiser/);
});

test('agreement near a threshold is told apart from exact agreement', (t) => {
  const text = headline([
    { active: 6, predicted: 6 },
    { active: 5, predicted: 6, near: 1 },
    { active: 3, predicted: 6, near: 3 },
  ]);
  t.regex(
    text,
    /^In the 3 trials with an exact closed form, 10 of 24 latent dimensions \(42%\) collapsed, 6 as it says, 4 within 2% of its threshold, where either agrees with it\./,
  );
});

test('collapse as the closed form has it, at the optimum, is the doing of the objective', (t) => {
  t.is(
    headline([
      { active: 5, predicted: 5, gap: 0.25 },
      { active: 8, predicted: 8 },
    ]),
    'In the 2 trials with an exact closed form, 3 of 16 latent dimensions (19%) collapsed, all as it says. In 1 of them ' +
      'beta × variance did it, that is the objective: training ended within 0.250 nats of the optimum.',
  );
  t.regex(headline([{ active: 5, predicted: 5 }]), /all as it says\. Beta × variance did it, that is the objective/);
});

test('collapse beyond it is the doing of whoever the distance to the optimum names', (t) => {
  const text = headline([
    { active: 3, predicted: 5, gap: 4 },
    {
      fields: { ...LINEAR, 'model.encoder.hidden': '[9]', 'model.encoder.activation': 'tanh' },
      active: 4,
      predicted: 5,
      gap: 2,
    },
    { active: 4, predicted: 5, gap: 0.0001 },
    { active: 5, predicted: 5 },
    { active: 5, predicted: 5 },
  ]);
  t.regex(text, /19 of 40 latent dimensions \(48%\) collapsed, 15 as it says, 4 beyond it\./);
  t.regex(text, /In 2 of them beta × variance did it/);
  t.regex(
    text,
    /Of those beyond it, in 3 trials: 2 the optimiser's, 1 the optimiser's or the amortisation's, of 1 the distance to the optimum does not say whose\.$/,
  );
});

test('fewer than predicted, nothing at all, and nothing though predicted', (t) => {
  t.regex(
    headline([
      { active: 7, predicted: 5, gap: 3 },
      { active: 5, predicted: 5 },
      { active: 5, predicted: 5 },
    ]),
    / 2 more would have, and are in use, in 1 trial because training stopped before they had died out\.$/,
  );
  t.is(
    headline([{ active: 8, predicted: 8 }]),
    'Nothing collapsed in the trial with an exact closed form, as it predicts: all 8 latent dimensions are in use.',
  );
  t.is(
    headline([{ active: 8, predicted: 5, gap: 0.5 }]),
    'Nothing collapsed in the trial with an exact closed form, though it says that 3 of 8 latent dimensions would.',
  );
});

test('training that stopped short in half of the exact trials is said in place of what they show', (t) => {
  t.is(
    headline([
      { active: 5, predicted: 5, gap: 369.25 },
      { active: 5, predicted: 5, gap: 2 },
      { active: 5, predicted: 5 },
    ]),
    'Too early to say of the 3 trials with an exact closed form: training stopped up to 369.25 nats below the optimum in 2 of ' +
      'them; so far, 9 of 24 latent dimensions (38%) collapsed.',
  );
  t.regex(
    headline([
      { active: 5, predicted: 5, gap: 2 },
      { active: 5, predicted: 5 },
      { active: 5, predicted: 5 },
    ]),
    /^In the 3/,
  );
});

test('a report on part of a grid, or with failures, says so first', (t) => {
  const made = [{ active: 8, predicted: 8 }];
  t.regex(headline(made, 12), /^This is part of the grid, 13 trials: 12 not trained yet\. Nothing collapsed/);
  t.regex(headline(made, 0, 2), /^This is part of the grid, 3 trials: 2 failed \(diverged: 2\)\. Nothing/);
  t.regex(headline(made, 1, 2), /^This is part of the grid, 4 trials: 1 not trained yet, 2 failed/);
  t.regex(headline(made), /^Nothing collapsed/);
  t.is(headline([], 0, 2), 'No trial finished: all 2 failed (diverged: 2).');
  t.is(headline([], 3, 2), 'No trial finished: all 2 failed (diverged: 2), and 3 of the grid were not trained yet.');
  t.is(headline([], 0, 1), 'No trial finished: the only one failed (diverged: 1).');
  t.is(headline([], 4), 'Nothing has been trained yet, so there is nothing to say.');
});

test('whether training had ended is said by the slope where there is no optimum, and its rate is named', (t) => {
  const level = { objective_slope: 0.001, objective_slope_se: 0.01, steps: 100 };
  const { details } = said([
    { fields: { ...MLP, 'optimizer.schedule': 'cosine' }, active: 8, predicted: 8, more: level },
    { fields: MLP, active: 8, predicted: 8, more: { objective_slope: 90, objective_slope_se: 1, steps: 100 } },
    { fields: BERNOULLI, active: 8 },
  ]);
  t.true(
    details.includes(
      'Without an exact optimum only the slope over the last tenth of training tells whether it had ended: still rising in 1, ' +
        'level at the final rate in 1, not known in 1 of 3 such trials.',
    ),
    details.join('\n'),
  );
});

test('what stands behind it is said for each kind of model and evidence', (t) => {
  const { details } = said([
    { active: 5, predicted: 5, gap: 0.25 },
    { active: 4, predicted: 5, near: 1 },
    { active: 3, predicted: 5, gap: 4 },
    { fields: MLP, active: 5, predicted: 5, gap: 5 },
    { fields: MLP, active: 5, predicted: 5, gap: -5 },
    { fields: BERNOULLI, active: 6 },
  ]);
  t.deepEqual(details.slice(0, 3), [
    'Linear models (3 trials, exact closed form): as many dimensions are in use as the closed form says in 1 of 3 trials, a number that differs by ' +
      'dimensions within 2% of the threshold only in 1, fewer in 1. Training ended at most 4 nats below the closed-form optimum.',
    'Nonlinear decoders (2 trials; the best linear VAE is a yardstick): 1 of 2 objectives ended below its optimum, by 5 nats at most.',
    'Nonlinear decoders (1 trial, no closed form): 2 of 8 dimensions collapsed.',
  ]);
});

function fixture(options: FixtureOptions, change: (metrics: Metrics) => Partial<Metrics> = () => ({})): Analysis {
  const study = fixtureStudy({ betas: [1], variances: [0.3], models: ['linear'], latentDim: 20, ...options });
  const results = Array.from(study.results, (result) =>
    result.status === 'done' ? { ...result, metrics: { ...result.metrics, ...change(result.metrics) } } : result,
  );
  return analyseStudy({ ...study, results });
}

test('of results without recorded evidence it is told from the model', (t) => {
  const { headline: text } = findingsOf(fixture({ models: ['linear', 'mlp'] }));
  t.regex(
    text,
    /^In the trial with an exact closed form, 11 of 20 latent dimensions \(55%\) collapsed, all as it says\. Beta × variance/,
  );
  t.regex(text, /Of 1 trial with a nonlinear decoder, for which .* fewer in use in 1\.$/);
});

test('a broken bound, failures and missing trials are said', (t) => {
  const { details } = findingsOf(fixture({}, ({ log_likelihood }) => ({ elbo: (log_likelihood ?? 0) + 1 })));
  t.true(details.some((detail) => detail.startsWith('Warning: 2 values exceed a bound')));
  const partly = findingsOf(
    fixture({
      seeds: [0, 1, 2],
      failure: ({ seed }) => (seed === 1 ? 'timed-out' : null),
      missing: ({ seed }) => seed === 2,
    }),
  );
  t.true(partly.details.includes('1 trial failed (timed out: 1); see Failures.'));
  t.true(partly.details.includes('1 trial of the grid not trained yet.'));
  t.true(partly.details.includes('No ELBO exceeds its exact log-likelihood (1 trial checked).'));
});

test('trials that the grid no longer has are left out', (t) => {
  const study = fixtureStudy({});
  const grid = { ...study.grid, trialIds: study.grid.trialIds.slice(0, 20) };
  const analysis = analyseStudy({ ...study, grid });
  t.deepEqual([analysis.rows.length, analysis.outdated, analysis.missing], [20, 4, 0]);
});
