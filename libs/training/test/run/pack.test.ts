import { METRIC_NAMES, type TrialInput } from '@collapse/trials';
import test from 'ava';
import { linearInput, metricsOf, trainForTest, trainPackForTest } from '../support/train-for-test.ts';

const shapes: Record<string, Partial<TrialInput>> = {
  'linear, from the moments': { train: { steps: 200 } },
  'linear, in the eigenbasis, variance learned': {
    model: { latentDim: 2 },
    likelihood: { learn: 'scalar' },
    objective: { estimator: 'analytic', basis: 'eigen' },
    train: { steps: 200 },
  },
  'linear decoder, encoder with hidden layers, full batch': {
    model: { latentDim: 3, encoder: { hidden: [6], variance: 'amortized' } },
    train: { steps: 60 },
  },
  'nonlinear, sampled, variance output by the network': {
    model: { latentDim: 3, encoder: { hidden: [6], variance: 'amortized' }, decoder: { hidden: [5] } },
    likelihood: { learn: 'network' },
    objective: { samples: 2 },
    train: { steps: 60, batchSize: 32 },
  },
};

/** Four trials that differ in everything that members may differ in. */
function membersOf(shape: Partial<TrialInput>, oneRate: boolean): TrialInput[] {
  return [0, 1, 2, 3].map((index) =>
    linearInput({
      ...shape,
      likelihood: { ...shape.likelihood, variance: 0.3 + 0.4 * index },
      objective: {
        ...(shape.objective ?? { estimator: 'analytic' }),
        beta: 0.5 * (index + 1),
        warmupSteps: 10 * index,
      },
      optimizer: { learningRate: oneRate ? 0.01 : 0.005 * (index + 1), schedule: 'cosine' },
      seed: index,
    }),
  );
}

for (const [name, shape] of Object.entries(shapes)) {
  for (const oneRate of [true, false]) {
    test.serial(`${name}: a member's result is its result alone${oneRate ? '' : ', each with its rate'}`, async (t) => {
      const inputs = membersOf(shape, oneRate);
      const pack = await trainPackForTest(inputs);
      for (const [index, input] of inputs.entries()) {
        const alone = metricsOf(await trainForTest(input));
        const member = metricsOf(pack[index] as (typeof pack)[number]);
        for (const metric of METRIC_NAMES) {
          if (metric === 'seconds') continue;
          const [together, solo] = [member[metric], alone[metric]];
          if (together === null || solo === null) t.is(together, solo, metric);
          else
            t.true(Math.abs(together - solo) < 2e-4 * (1 + Math.abs(solo)), `${metric}: ${together} against ${solo}`);
        }
        t.is(pack[index]?.result.trialId, pack[index] && (await trainForTest(input)).result.trialId);
      }
    });
  }
}

test.serial('a member that diverges fails alone', async (t) => {
  const inputs = membersOf(shapes['linear, from the moments'] ?? {}, false);
  const broken = inputs.map((input, index) =>
    index === 1 ? { ...input, optimizer: { ...input.optimizer, learningRate: 1e12 } } : input,
  );
  const pack = await trainPackForTest(broken);
  t.deepEqual(
    pack.map(({ result }) => result.status),
    ['done', 'failed', 'done', 'done'],
  );
  const alone = metricsOf(await trainForTest(inputs[2] as TrialInput));
  t.true(Math.abs((metricsOf(pack[2] as (typeof pack)[number]).elbo ?? 0) - (alone.elbo ?? 0)) < 1e-3);
});

test('trials of different shapes are no pack', async (t) => {
  await t.throwsAsync(trainPackForTest([linearInput(), linearInput({ model: { latentDim: 3 } })]), {
    message: /one shape/,
  });
});
