import test from 'ava';
import { columnFacts } from '../../src/explain/column-facts.ts';
import { type ExplainSettings, explain } from '../../src/explain/explain.ts';
import { explanationText } from '../../src/explain/explanation-text.ts';

const DEFAULTS: ExplainSettings = {
  reduction: 'elbo',
  beta: 1,
  variance: 1,
  batchSize: null,
  latentDim: 3,
  likelihood: 'gaussian',
};

const explained = (change: Partial<ExplainSettings>, eigenvalues = [4, 2, 0.5, 0.1]) =>
  explain(
    { count: 100, dim: eigenvalues.length, eigenvalues: Float64Array.from(eigenvalues), constant: [], duplicates: [] },
    { ...DEFAULTS, ...change },
  );

const near = (actual: number | undefined, expected: number) => Math.abs((actual ?? Number.NaN) - expected) < 1e-12;

test('the optimum at a fixed variance, by hand', (t) => {
  const { active, klPerDimension, optimum, impliedBetaVariance, enoughLatentDim } = explained({});
  t.deepEqual([active, impliedBetaVariance, enoughLatentDim], [2, 1, 2]);
  t.true(near(klPerDimension?.[0], Math.log(4) / 2) && near(klPerDimension?.[1], Math.log(2) / 2));
  t.is(klPerDimension?.[2], 0);
  // At beta 1 the optimum is pPCA, whose ELBO is log p(x).
  const logLikelihood = -(4 * Math.log(2 * Math.PI) + 2 + Math.log(8) + 0.6) / 2;
  t.true(near(optimum?.logLikelihood, logLikelihood) && near(optimum?.elbo, logLikelihood));
});

test('beta above 1: log p(x) is that of the shrunk weights, above the ELBO', (t) => {
  const { active, optimum } = explained({ beta: 3 });
  t.is(active, 1);
  // C has the eigenvalues 4 - 3 + 1 = 2, 1, 1, 1.
  const logLikelihood = -(4 * Math.log(2 * Math.PI) + Math.log(2) + 2 + 2.6) / 2;
  t.true(near(optimum?.logLikelihood, logLikelihood));
  t.true((optimum?.elbo ?? 0) < logLikelihood);
});

test('each proposed beta and variance makes the dimensions live, and a little above it does not', (t) => {
  for (const change of [
    {},
    { beta: 7 },
    { variance: 'learned', beta: 3 },
    { reduction: 'mean-sum', batchSize: 8 },
  ] as const) {
    const { alternatives } = explained(change);
    const proposals = alternatives.filter(
      ({ change: what, variance }) => what === 'beta' || (what === 'variance' && variance !== 'learned'),
    );
    t.true(proposals.length > 0);
    for (const { change: what, reduction, beta, variance, active } of proposals) {
      t.is(active, 3);
      const scaled = (by: number) =>
        explained({
          ...change,
          reduction,
          ...(what === 'beta' ? { beta: beta * by, variance } : { beta, variance: Number(variance) * by }),
        });
      t.is(scaled(1).active, 3);
      t.is(scaled(1.01 / 0.9).active, 2, JSON.stringify({ what, change }));
    }
  }
});

test('a learned variance: the mean of what is discarded; no optimum at the rank', (t) => {
  const { optimum, active, enoughLatentDim } = explained({ variance: 'learned', latentDim: 2 });
  t.is(active, 2);
  t.true(near(optimum?.decoderVariance, 0.3));
  t.is(enoughLatentDim, null);
  const none = explained({ variance: 'learned', latentDim: 3 }, [4, 2, 0.5, 0]);
  t.is(none.optimum, null);
  t.regex(none.noOptimum ?? '', /without bound/);
  t.regex(explanationText(none), /There is no one optimum/);
});

test('a loss as written and likelihoods without a closed form are told as what they are', (t) => {
  const collapsed = explained({ reduction: 'mean-sum', variance: null, batchSize: 10 });
  t.is(collapsed.impliedBetaVariance, 20);
  t.is(collapsed.optimum?.decoderVariance, 20);
  t.regex(explanationText(collapsed), /beta x variance = 20\..*\nAll 3 dimensions collapse/);
  t.regex(explained({ likelihood: 'bernoulli' }).advice.join(' '), /a yardstick and no prediction/);
});

test('columns that never vary, and that repeat another', (t) => {
  const values = Float32Array.of(1, 5, 1, 2, 2, 5, 2, 1, 3, 5, 3, 4);
  t.deepEqual(columnFacts(values, 3, 4), { constant: [1], duplicates: [{ column: 2, of: 0 }] });
});

test('of leading eigenvalues the same optimum as of all, and counts that say how far they reach', (t) => {
  const all = Float64Array.from({ length: 400 }, (_, index) => 10 * 0.97 ** index);
  const rest = all.subarray(60).reduce((sum, value) => sum + value, 0);
  const data = { count: 1000, dim: 400, constant: [], duplicates: [] };
  const leading = { residualNorms: new Float64Array(60).fill(1e-9), rest };
  for (const change of [
    {},
    { variance: 'learned' },
    { variance: 0.01 },
    { reduction: 'mean-sum', variance: null, batchSize: 8 },
  ] as const) {
    const asked = { ...DEFAULTS, ...change, latentDim: 20 };
    const known = explain({ ...data, eigenvalues: all.slice(0, 60), leading }, asked);
    const whole = explain({ ...data, eigenvalues: all }, asked);
    t.deepEqual([known.active, known.eigenvalues.length, known.rank], [whole.active, 60, 60]);
    for (const name of ['elbo', 'kl', 'reconstruction', 'squaredError', 'logLikelihood', 'decoderVariance'] as const) {
      const expected = whole.optimum?.[name] ?? Number.NaN;
      t.true(Math.abs((known.optimum?.[name] ?? 0) - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), name);
    }
    t.deepEqual(
      known.alternatives.map(({ active }) => active),
      whole.alternatives.map(({ active }) => active),
    );
    t.is(known.rateDistortion.length, whole.rateDistortion.length);
    const text = explanationText(known);
    t.regex(text, /vary in at least 60 directions/);
    t.regex(text, /Of 400 eigenvalues the 60 largest are known, each to within 1\.0e−9; the other 340 sum to/);
  }
  const enough = (variance: number) =>
    explain({ ...data, eigenvalues: all.slice(0, 60), leading }, { ...DEFAULTS, variance, latentDim: 20 });
  // 10 * 0.97^i > 5 for i < 23; below the last known eigenvalue nothing is known.
  t.is(enough(5).enoughLatentDim, 23);
  t.is(enough(0.01).enoughLatentDim, null);
  t.regex(enough(0.01).advice.join(' '), /up to 59 at least: no more eigenvalues are known/);
  t.throws(() => explain({ ...data, eigenvalues: all.slice(0, 60), leading }, { ...DEFAULTS, latentDim: 60 }), {
    instanceOf: RangeError,
  });
});
