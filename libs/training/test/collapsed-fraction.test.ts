import test from 'ava';
import { linearInput, metricsOf, taken, trainForTest } from './train-for-test.ts';

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
