import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { linearInput, metricsOf, taken, trainForTest } from '../support/train-for-test.ts';

const estimates = (change: Partial<TrialInput>) => async (priorSamples: number) =>
  metricsOf(
    await trainForTest(
      linearInput({
        ...change,
        evaluation: { priorSamples, importanceSamples: 100, importancePoints: 120 },
      }),
    ),
  );

test.serial('naive Monte Carlo closes in on the exact log p(x) of the same points from below', async (t) => {
  for (const steps of [0, 60]) {
    const run = estimates({ train: { steps }, model: { latentDim: 2 } });
    const found: number[] = [];
    for (const samples of [1, 30, 10_000]) {
      const metrics = await run(samples);
      const exact = metrics.log_likelihood_of_points ?? Number.NaN;
      t.is(metrics.log_likelihood_mc_samples, samples);
      found.push(taken(metrics, 'log_likelihood_mc') - exact);
      t.true(
        Math.abs(exact - taken(metrics, 'log_likelihood')) < 1,
        'points are like all the data, but not all of them',
      );
      t.not(exact, metrics.log_likelihood);
    }
    t.true((found[1] ?? 0) < -0.05 && (found[0] ?? 0) < (found[1] ?? 0));
    t.true(Math.abs(found.at(-1) ?? 1) < 0.03 && (found[0] ?? 0) < -0.5, `${found}`);
  }
});

test.serial('for networks, and given a condition, both estimates meet', async (t) => {
  const dataset: TrialInput['dataset'] = {
    name: 'synthetic',
    eigenvalues: [5, 3, 1.5],
    dim: 6,
    count: 200,
    noise: 0.1,
    condition: { correlations: [0.9] },
  };
  for (const change of [
    { model: { latentDim: 2, decoder: { hidden: [8] } }, objective: {} },
    { dataset, model: { latentDim: 2 } },
  ]) {
    const metrics = await estimates({ ...change, train: { steps: 60 } })(8000);
    const [naive, weighted] = [metrics.log_likelihood_mc ?? Number.NaN, metrics.log_likelihood_iw ?? Number.NaN];
    t.true(Math.abs(naive - weighted) < 0.05, `${naive} and ${weighted}`);
  }
});

test.serial('without prior samples there is no naive estimate', async (t) => {
  const metrics = metricsOf(await trainForTest(linearInput({ train: { steps: 0 } })));
  t.is(metrics.log_likelihood_mc, null);
  t.is(metrics.log_likelihood_mc_samples, null);
  t.is(metrics.log_likelihood_of_points, null);
});

test.serial('more samples than are looked at together make one estimate', async (t) => {
  for (const variance of ['shared', 'amortized'] as const) {
    const input = linearInput({
      model: { latentDim: 2, encoder: { variance } },
      train: { steps: 60 },
      evaluation: { importanceSamples: 9000, importancePoints: 3 },
    });
    const metrics = metricsOf(await trainForTest(input));
    const [exact, found] = [taken(metrics, 'log_likelihood_of_points'), taken(metrics, 'log_likelihood_iw')];
    t.true(Math.abs(exact - found) < 0.02, `${found} against ${exact}`);
  }
});

test.serial('each pass over the samples draws its own', async (t) => {
  const at = async (importanceSamples: number, priorSamples: number) =>
    metricsOf(
      await trainForTest(
        linearInput({
          model: { latentDim: 2 },
          train: { steps: 0 },
          evaluation: { importanceSamples, priorSamples, importancePoints: 1 },
        }),
      ),
    );
  // Passes are of 4000 and of 500 samples: two passes over the same ones would give what one gives.
  const [one, two] = [await at(4000, 500), await at(8000, 1000)];
  t.true(Math.abs(taken(one, 'log_likelihood_iw') - taken(two, 'log_likelihood_iw')) > 1e-6);
  t.true(Math.abs(taken(one, 'log_likelihood_mc') - taken(two, 'log_likelihood_mc')) > 1e-6);
});
