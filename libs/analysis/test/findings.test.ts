import type { Metrics } from '@collapse/trials';
import test from 'ava';
import { type Analysis, analyseStudy } from '../src/analyse-study.ts';
import { findingsOf } from '../src/findings.ts';
import { type FixtureOptions, fixtureStudy } from './fixture-study.ts';

function analysisOf(options: FixtureOptions, change: (metrics: Metrics) => Partial<Metrics> = () => ({})): Analysis {
  const study = fixtureStudy({ betas: [1], variances: [0.3], models: ['linear'], latentDim: 20, ...options });
  const results = Array.from(study.results, (result) =>
    result.status === 'done' ? { ...result, metrics: { ...result.metrics, ...change(result.metrics) } } : result,
  );
  return analyseStudy({ ...study, results });
}

function headline(options: FixtureOptions, change?: (metrics: Metrics) => Partial<Metrics>): string {
  return findingsOf(analysisOf(options, change)).headline;
}

test("collapse as the closed form has it is the objective's doing", (t) => {
  t.is(
    headline({}),
    '55% of the latent dimensions collapsed (11 of 20), and the closed form predicts it in every trial: ' +
      'beta × variance, that is the objective, did it, not the optimiser.',
  );
});

test('collapse beyond it is not', (t) => {
  t.is(
    headline({}, () => ({ active_units: 4 })),
    '80% of the latent dimensions collapsed (16 of 20); the closed form accounts for 69% of that: beta × variance, ' +
      "the objective's doing. The other 5, in 1 trial, are the optimiser's, the amortisation's or the architecture's.",
  );
});

test('fewer than predicted, nothing at all, and nothing though predicted', (t) => {
  t.regex(
    headline({}, () => ({ active_units: 12 })),
    /all of it predicted: .* 3 more were predicted to collapse and did not/,
  );
  t.is(
    headline({ variances: [0.01] }),
    'Nothing collapsed: all 20 latent dimensions are in use, as the closed form predicts.',
  );
  t.regex(
    headline({}, () => ({ active_units: 20 })),
    /^Nothing collapsed, though the closed form predicts that 11 of 20/,
  );
});

test('no closed form, no trial finished, nothing trained', (t) => {
  t.regex(
    headline({ likelihood: 'bernoulli', models: ['mlp'] }),
    /no closed form, so this study alone cannot say whose doing/,
  );
  t.is(headline({ failure: () => 'diverged', seeds: [0, 1] }), 'No trial finished: all 2 failed (diverged: 2).');
  t.is(headline({ missing: () => true }), 'Nothing has been trained yet, so there is nothing to say.');
});

test('a broken bound, failures and missing trials are said', (t) => {
  const { details } = findingsOf(analysisOf({}, ({ log_likelihood }) => ({ elbo: (log_likelihood ?? 0) + 1 })));
  t.true(details.some((detail) => detail.startsWith('Warning: 2 values exceed a bound')));
  const partly = analysisOf({
    seeds: [0, 1, 2],
    failure: ({ seed }) => (seed === 1 ? 'timed-out' : null),
    missing: ({ seed }) => seed === 2,
  });
  t.true(findingsOf(partly).details.includes('1 trial failed (timed out: 1); see Failures.'));
  t.true(findingsOf(partly).details.includes('1 trial of the grid not trained yet.'));
});

test('trials that the grid no longer has are left out', (t) => {
  const study = fixtureStudy({});
  const grid = { ...study.grid, trialIds: study.grid.trialIds.slice(0, 20) };
  const analysis = analyseStudy({ ...study, grid });
  t.deepEqual([analysis.rows.length, analysis.outdated, analysis.missing], [20, 4, 0]);
});

test('training that stopped short is said before anything else', (t) => {
  const short = (metrics: Metrics) => ({ objective: (metrics.objective_optimum ?? 0) - 369.25 });
  t.is(
    headline({}, short),
    'Too early to say: training stopped up to 369.25 nats below the closed-form optimum in 1 of 1 linear trial; so far, ' +
      '55% of the latent dimensions collapsed (11 of 20).',
  );
  t.regex(headline({ models: ['mlp'] }, short), /^65% of the latent dimensions collapsed/);
});

test('how near training came is said for each kind of model', (t) => {
  const gap = (by: number) => (metrics: Metrics) => ({ objective: (metrics.objective_optimum ?? 0) - by });
  const details = (options: FixtureOptions, by: number) => findingsOf(analysisOf(options, gap(by))).details[0] ?? '';
  t.regex(details({ seeds: [0, 1] }, 0.25), /Training ended at most 0\.250 nats below the closed-form optimum\.$/);
  t.regex(details({ models: ['mlp'] }, 5), /1 of 1 objective ended below its optimum, by 5 nats at most\.$/);
  t.regex(details({ models: ['mlp'] }, -5), /every objective ended above its optimum\.$/);
});
