import test from 'ava';
import { effectiveSamples, standardErrorOfMean } from '../../src/evaluation/sampling-error.ts';
import { contextsOf, mean, sum } from '../support/plain-model.ts';
import { linearInput, metricsOf, trainForTest } from '../support/train-for-test.ts';

const deviation = (values: readonly number[]) => {
  const centre = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
};
const rootMeanSquare = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => value ** 2)));

/** Uniform numbers of a seed. */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test.serial('over 200 seeds of the noise the numbers spread as their standard errors say', async (t) => {
  const trained = await trainForTest(
    linearInput({
      dataset: { name: 'synthetic', eigenvalues: [3, 1.5], dim: 4, count: 40, noise: 0.3 },
      model: { latentDim: 2, encoder: { hidden: [6] }, decoder: { hidden: [6] } },
      objective: {},
      train: { steps: 300 },
    }),
  );
  const { evaluation } = trained.result.specification;
  const contextOf = contextsOf(trained);
  const settings = { ...evaluation, samples: 6, importanceSamples: 40, priorSamples: 300, importancePoints: 40 };
  const found: Record<'elbo' | 'weighted' | 'naive', { value: number; error: number }[]> = {
    elbo: [],
    weighted: [],
    naive: [],
  };
  for (let seed = 1; seed <= 200; seed++) {
    const context = contextOf({ seed, evaluation: settings });
    const { weighted, naive, terms } = { weighted: context.weighted(), naive: context.naive(), terms: context.terms() };
    found.elbo.push({ value: context.elbo(), error: terms.reconstructionError ?? Number.NaN });
    found.weighted.push({ value: weighted?.logLikelihood ?? Number.NaN, error: weighted?.standardError ?? Number.NaN });
    found.naive.push({ value: naive?.logLikelihood ?? Number.NaN, error: naive?.standardError ?? Number.NaN });
  }
  for (const [name, draws] of Object.entries(found)) {
    const spread = deviation(draws.map(({ value }) => value));
    const said = rootMeanSquare(draws.map(({ error }) => error));
    // The spread of 200 draws is known to 5%.
    t.true(spread > 0 && Math.abs(said / spread - 1) < 0.2, `${name}: ${said} against ${spread}`);
  }
});

test('of some of the data points the error is that of points and samples together', (t) => {
  const uniform = uniforms(7);
  const normal = () => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
  const [population, points, own, common] = [50, 20, 0.8, 0.1];
  const truth = Array.from({ length: population }, () => 2 * normal());
  const means: number[] = [];
  const errors: number[] = [];
  for (let repeat = 0; repeat < 4000; repeat++) {
    const order = truth.map((value) => ({ value, at: uniform() })).sort((a, b) => a.at - b.at);
    // Noise of each point, and noise that all share as where one set of prior samples serves all.
    const shared = common * normal();
    const values = Float64Array.from(order.slice(0, points), ({ value }) => value + own * normal() + shared);
    means.push(mean([...values]));
    const withinVariance = own ** 2 + common ** 2;
    const samplingVariance = own ** 2 / points + common ** 2;
    errors.push(standardErrorOfMean({ values, withinVariance, samplingVariance }, population) ?? Number.NaN);
  }
  const [spread, said] = [deviation(means), rootMeanSquare(errors)];
  t.true(Math.abs(said / spread - 1) < 0.05, `${said} against ${spread}`);
});

test('where all points are looked at, only the samples err; one sample or one point does not tell', (t) => {
  const values = Float64Array.of(1, 5, 9);
  t.is(standardErrorOfMean({ values, withinVariance: 0.12, samplingVariance: 0.04 }, 3), 0.2);
  t.is(standardErrorOfMean({ values, withinVariance: Number.NaN, samplingVariance: Number.NaN }, 9), null);
  t.is(standardErrorOfMean({ values: Float64Array.of(1), withinVariance: 0.1, samplingVariance: 0.1 }, 9), null);
});

test('the effective number of samples is (sum w)^2 / sum w^2', (t) => {
  const near = (found: number, expected: number) => t.true(Math.abs(found - expected) < 1e-12, `${found}`);
  near(effectiveSamples(Float64Array.of(-700, -700, -700)), 3);
  // Weights 1, 2, 3: 36 / 14.
  near(effectiveSamples(Float64Array.of(900, 900 + Math.log(2), 900 + Math.log(3))), 36 / 14);
  near(effectiveSamples(Float64Array.of(0, -1000)), 1);
});

test.serial('exact numbers have no sampling error, one sample a data point tells none', async (t) => {
  const linear = metricsOf(await trainForTest(linearInput({ train: { steps: 5 } })));
  t.is(linear.elbo_se, 0);
  const model = { latentDim: 2, decoder: { hidden: [4] } };
  const once = linearInput({
    model,
    objective: {},
    train: { steps: 5 },
    evaluation: { samples: 1, importanceSamples: 1, priorSamples: 1 },
  });
  const metrics = metricsOf(await trainForTest(once));
  t.is(metrics.elbo_se, null);
  t.is(metrics.log_likelihood_iw_se, null);
  t.is(metrics.log_likelihood_mc_se, null);
  t.is(metrics.iw_effective_samples, 1);
});
