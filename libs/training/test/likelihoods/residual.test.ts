import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { linearInput, metricsOf, taken, trainForTest, trainPackForTest } from '../support/train-for-test.ts';
import { weightsOf } from '../support/weights-of.ts';

const residual = (steps: number): TrialInput =>
  linearInput({
    model: {
      latentDim: 4,
      encoder: { network: 'residual', width: 12, activation: 'tanh', variance: 'amortized' },
      decoder: { network: 'residual', width: 12, blocks: 1, activation: 'tanh' },
    },
    objective: {},
    optimizer: { learningRate: 0.02, schedule: 'cosine' },
    train: { steps, batchSize: 100 },
  });

test.serial('residual networks train towards the best linear VAE of Gaussian data, every block of them', async (t) => {
  const trained = await trainForTest(residual(300));
  const metrics = metricsOf(trained);
  const [elbo, optimum] = [taken(metrics, 'elbo'), taken(metrics, 'elbo_optimum')];
  // No model of Gaussian data is better, but for the few points that a network can learn by heart.
  t.true(elbo > optimum - 0.3 && elbo < optimum + 0.1, `${elbo} against ${optimum}`);
  t.true(taken(metrics, 'elbo') > (trained.history[0]?.metrics.elbo ?? 0) + 2);
  const weights = weightsOf(trained);
  const blocks = ['encoder.block.0', 'encoder.block.1', 'decoder.block.0'];
  for (const name of blocks.flatMap((block) => [`${block}.first.weights`, `${block}.second.weights`])) {
    const { values } = weights[name] ?? t.fail(name) ?? { values: [] };
    t.is(values.length, 144, name);
    t.true(
      Array.from(values).some((value) => Math.abs(value) > 0.01),
      name,
    );
  }
});

test.serial('before a step every block hands on what it gets, and the curve is the same in a pack', async (t) => {
  const inputs = [0, 1].map((seed) => ({ ...residual(0), seed }));
  const pack = await trainPackForTest(inputs);
  for (const [member, input] of inputs.entries()) {
    const alone = await trainForTest(input);
    t.deepEqual(pack[member]?.history, alone.history);
    const weights = weightsOf(alone);
    for (const name of ['encoder.block.1.second.weights', 'decoder.block.0.second.biases']) {
      t.true(Array.from(weights[name]?.values ?? [1]).every((value) => value === 0));
    }
  }
});
