import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { inferenceGaps, localGaps } from '../../src/measures/inference-gaps.ts';
import { mutualInformation } from '../../src/measures/mutual-information.ts';
import { contextsOf } from '../support/plain-model.ts';
import { linearInput, metricsOf, trainForTest } from '../support/train-for-test.ts';

const evaluation = { importanceSamples: 1000, gapPoints: 60, gapSteps: 300 };
/** A linear decoder whose columns are not orthogonal, and an encoder of two kinds that has not been trained to the end. */
const decoders: Record<string, Partial<TrialInput>> = {
  'an encoder with one variance for all': { model: { latentDim: 3 }, objective: { estimator: 'analytic' } },
  'a network': { model: { latentDim: 3, encoder: { hidden: [6], variance: 'amortized' } }, objective: {} },
};

for (const [name, change] of Object.entries(decoders)) {
  test.serial(`steps of each point come to the closed form of a linear decoder: ${name}`, async (t) => {
    const trained = await trainForTest(
      linearInput({
        dataset: { name: 'synthetic', eigenvalues: [5, 3, 1.5, 0.5], dim: 8, count: 60, noise: 0.1 },
        ...change,
        train: { steps: 60 },
        evaluation,
      }),
    );
    const context = contextsOf(trained)();
    const exact = inferenceGaps.take(context);
    const found = localGaps(context);
    for (const gap of ['approximation_gap', 'amortization_gap'] as const) {
      const [here, there] = [found[gap] ?? Number.NaN, exact[gap] ?? Number.NaN];
      t.true(there > 0.003 && Math.abs(here - there) < 0.02 + 0.05 * there, `${gap}: ${here} against ${there}`);
    }
    const metrics = metricsOf(trained);
    t.is(metrics.approximation_gap, exact.approximation_gap ?? null);
    const sum = (metrics.approximation_gap ?? 0) + (metrics.amortization_gap ?? 0);
    t.true(Math.abs(sum - (metrics.posterior_kl ?? 0)) < 1e-9);
  });
}

test.serial(
  'of a nonlinear decoder the gaps are taken where they are asked for, and more steps close more',
  async (t) => {
    const model = { latentDim: 2, encoder: { hidden: [6] }, decoder: { hidden: [6] } };
    const amortization: number[] = [];
    for (const gapSteps of [1, 40, 300]) {
      const metrics = metricsOf(
        await trainForTest(
          linearInput({ model, objective: {}, train: { steps: 100 }, evaluation: { ...evaluation, gapSteps } }),
        ),
      );
      amortization.push(metrics.amortization_gap ?? Number.NaN);
      t.true((metrics.approximation_gap ?? -1) >= 0);
    }
    t.true(
      (amortization[0] ?? 1) < (amortization[1] ?? 0) && (amortization[1] ?? 1) < (amortization[2] ?? 0),
      `${amortization}`,
    );
    const without = metricsOf(await trainForTest(linearInput({ model, objective: {}, train: { steps: 1 } })));
    t.is(without.approximation_gap, null);
    t.is(without.amortization_gap, null);
  },
);

test.serial('the mutual information is taken where it is asked for, by noise of its own seed', async (t) => {
  const found: number[] = [];
  for (const seed of [0, 0, 1]) {
    const trained = await trainForTest(linearInput({ train: { steps: 40 }, evaluation: { marginalSamples: 2 } }));
    const { mutual_information: recorded } = metricsOf(trained);

    const again = contextsOf(trained)({ seed });

    const { mutual_information: value } = mutualInformation.take(again);
    if (seed === 0) t.is(value, recorded);
    found.push(value ?? Number.NaN);
  }
  t.is(found[0], found[1]);
  t.not(found[0], found[2]);
  t.true(Math.abs((found[0] ?? 0) - (found[2] ?? 0)) < 0.2);
});
