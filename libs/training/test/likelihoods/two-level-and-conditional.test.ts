import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { linearInput, metricsOf, trainForTest } from '../support/train-for-test.ts';

const levels: Record<string, Partial<TrialInput>> = {
  'both levels alike': { model: { latentDim: 3, second: { latentDim: 2, firstVariance: 0.4 } } },
  'second weighs more': {
    model: { latentDim: 3, second: { latentDim: 3, firstVariance: 0.6 } },
    objective: { estimator: 'analytic', secondBeta: 1.5 },
  },
  'second weighs less, and uses noise': {
    model: { latentDim: 3, second: { latentDim: 2, firstVariance: 0.9 } },
    objective: { estimator: 'analytic', secondBeta: 0.5 },
  },
  'second weighs more, and a narrow prior': {
    model: { latentDim: 3, second: { latentDim: 2, firstVariance: 0.05, priorVariance: 0.5 } },
    likelihood: { variance: 5 },
    objective: { estimator: 'analytic', secondBeta: 2 },
  },
  'variance learned, second weighs more, and a wide prior': {
    model: { latentDim: 3, second: { latentDim: 2, priorVariance: 2 } },
    objective: { estimator: 'analytic', beta: 0.7, secondBeta: 1.4 },
  },
  'variance learned, second weighs more': {
    model: { latentDim: 3, second: { latentDim: 2 } },
    objective: { estimator: 'analytic', beta: 0.7, secondBeta: 1.4 },
  },
};

for (const [name, change] of Object.entries(levels)) {
  test.serial(`two levels reach their closed form: ${name}`, async (t) => {
    const trained = await trainForTest(linearInput({ likelihood: { variance: 0.5 }, ...change }));
    const metrics = metricsOf(trained);
    const gap = (metrics.objective_optimum ?? Number.NaN) - (metrics.objective ?? 0);
    t.true(gap > -1e-6 && gap < 0.01, `gap ${gap}`);
    t.is(metrics.active_units, metrics.active_units_predicted);
    t.is(metrics.second_active_units, metrics.second_active_units_predicted);
    t.true((metrics.elbo ?? Number.NaN) <= (metrics.log_likelihood ?? Number.NaN) + 1e-9);
    t.true((metrics.log_likelihood ?? Number.NaN) <= (metrics.ppca_log_likelihood_fixed ?? Number.NaN) + 1e-9);
    t.true(Math.abs((metrics.elbo ?? Number.NaN) - (metrics.elbo_optimum ?? 0)) < 0.05, 'the ELBO there');
    t.true(Math.abs((metrics.kl ?? Number.NaN) - (metrics.kl_optimum ?? 0)) < 0.05, 'the KL of both levels there');
    if (trained.result.status !== 'done') return t.fail();
    const { dimensions } = trained.result;
    const kl = dimensions.kl.toSorted((one, other) => other - one);
    for (const [index, predicted] of (dimensions.predictedKl ?? []).entries()) {
      t.true(
        Math.abs((kl[index] ?? Number.NaN) - predicted) < 0.02 + 0.15 * predicted,
        `${kl} against ${dimensions.predictedKl}`,
      );
    }
    const last = trained.history.at(-1)?.metrics ?? {};
    for (const metric of ['objective', 'elbo', 'kl', 'active_units'] as const) {
      const [curve, final] = [last[metric] ?? Number.NaN, metrics[metric] ?? Number.NaN];
      t.true(Math.abs(curve - final) < 1e-5 * (1 + Math.abs(final)), `${metric}: ${curve} against ${final}`);
    }
  });
}

const dataset: TrialInput['dataset'] = {
  name: 'synthetic',
  eigenvalues: [5, 3, 1.5, 0.5],
  dim: 8,
  count: 400,
  noise: 0.1,
  exact: true,
  condition: { correlations: [0.95, 0.2, 0.6] },
};

test.serial('a conditional linear VAE reaches its closed form, which the condition lowers', async (t) => {
  // Of 5, 3, 1.5 the condition leaves 0.4875, 2.88, 0.96.
  for (const [variance, active] of [
    [0.7, 2],
    [0.3, 4],
  ] as const) {
    const metrics = metricsOf(
      await trainForTest(
        linearInput({
          dataset,
          likelihood: { variance },
          optimizer: { learningRate: 0.03, schedule: 'cosine', beta2: 0.99 },
          train: { steps: 1200 },
        }),
      ),
    );
    t.is(metrics.active_units_predicted, active);
    t.is(metrics.active_units, active);
    const gap = (metrics.objective_optimum ?? Number.NaN) - (metrics.objective ?? 0);
    t.true(gap > -1e-6 && gap < 0.01, `gap ${gap}`);
    t.true((metrics.elbo ?? Number.NaN) <= (metrics.log_likelihood ?? Number.NaN) + 1e-9);
    t.true((metrics.log_likelihood ?? Number.NaN) <= (metrics.ppca_log_likelihood_fixed ?? Number.NaN) + 1e-5);
  }
  const alone = metricsOf(
    await trainForTest(
      linearInput({
        dataset: { ...dataset, condition: undefined },
        likelihood: { variance: 0.7 },
        train: { steps: 0 },
      }),
    ),
  );
  t.is(alone.active_units_predicted, 3);
});

test.serial(
  'the right half of an image given the left one: what the condition says needs no latent variable',
  async (t) => {
    const trained = await trainForTest({
      dataset: { name: 'mnist-1k', condition: 'left-half' },
      model: { latentDim: 5 },
      likelihood: { variance: 0.1 },
      objective: { estimator: 'analytic' },
      optimizer: { learningRate: 0.01 },
      train: { steps: 10 },
      evaluation: { samples: 1 },
    });
    const metrics = metricsOf(trained);
    t.is(trained.dataset.dim, 28 * 14);
    t.is(trained.dataset.condition?.dim, 28 * 14);
    const { eigenvalues } = trained.dataset.spectrum;
    const residual = trained.dataset.condition?.residualEigenvalues ?? new Float64Array();
    t.true(residual.every((value, index) => value <= (eigenvalues[index] ?? 0) + 1e-9));
    t.true((residual[0] ?? 0) < 0.7 * (eigenvalues[0] ?? 0));
    t.true((metrics.objective ?? Number.NaN) <= (metrics.objective_optimum ?? Number.NaN));
    if (trained.result.status === 'done') t.is(trained.result.pictures.length, 2);
  },
);
