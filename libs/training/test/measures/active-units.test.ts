import test from 'ava';
import { linearInput, metricsOf, taken, trainForTest } from '../support/train-for-test.ts';

test.serial('beta 6 collapses all of eigenvalues up to 5, beta 0.1 none of four, beta 2 two of them', async (t) => {
  // With variance 1 a dimension lives where its eigenvalue is above beta: 5, 3, 1.5, 0.5.
  for (const [beta, fraction] of [
    [6, 1],
    [0.1, 0],
    [2, 0.5],
  ] as const) {
    const metrics = metricsOf(await trainForTest(linearInput({ objective: { estimator: 'analytic', beta } })));
    t.is(taken(metrics, 'collapsed_fraction'), fraction);
    t.is(taken(metrics, 'active_kl'), 4 * (1 - fraction));
    t.is(taken(metrics, 'active_units'), 4 * (1 - fraction));
    t.is(taken(metrics, 'active_units_predicted'), 4 * (1 - fraction));
  }
});

test.serial('between its two thresholds a dimension is active by its mean and not by its KL', async (t) => {
  // At the optimum Var(mean) is 1 - 1 / lambda and the KL ln(lambda) / 2: here 0.015 and 0.0076.
  const metrics = metricsOf(
    await trainForTest(
      linearInput({
        dataset: { name: 'synthetic', eigenvalues: [5, 1 / (1 - 0.015)], dim: 4, count: 400, noise: 0.1, exact: true },
        model: { latentDim: 2, start: 'linear' },
        train: { steps: 0 },
      }),
    ),
  );
  t.deepEqual([taken(metrics, 'active_units'), taken(metrics, 'active_kl')], [2, 1]);
});

test.serial(
  'of Gaussian data at the optimum the KL is mutual information, since codes have the law of the prior',
  async (t) => {
    const metrics = metricsOf(
      await trainForTest(
        linearInput({
          model: { latentDim: 2, start: 'linear' },
          train: { steps: 0 },
          evaluation: { marginalSamples: 4 },
        }),
      ),
    );
    // (ln 5 + ln 3) / 2 = 1.35 nats; 400 points in two dimensions leave a marginal KL of a few hundredths.
    const [information, marginal] = [taken(metrics, 'mutual_information'), taken(metrics, 'marginal_kl')];
    t.true(Math.abs(information + marginal - Math.log(15) / 2) < 0.05, `${information}, ${marginal}`);
    t.true(information > 1.2 && Math.abs(marginal) < 0.1, `${information}, ${marginal}`);
  },
);
