import { type DoneResult, METRIC_NAMES, type TrialInput } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { backend, linearInput, metricsOf, trainPackForTest } from '../support/train-for-test.ts';

const tiny: Partial<TrialInput> = {
  model: { latentDim: 3, encoder: { hidden: [6], variance: 'amortized' }, decoder: { hidden: [5] } },
  objective: { estimator: 'stochastic' },
  train: { steps: 60, batchSize: 32, logEvery: 25 },
};

const shapes: Record<string, Partial<TrialInput>> = {
  'linear, from the moments': { train: { steps: 100 } },
  'linear decoder by its Gram matrix': { objective: { estimator: 'stochastic' }, train: { steps: 60, batchSize: 32 } },
  Gaussian: tiny,
  'Gaussian, variance output by the network, two samples': {
    ...tiny,
    likelihood: { learn: 'network' },
    objective: { estimator: 'stochastic', samples: 2 },
  },
  Bernoulli: { ...tiny, likelihood: { kind: 'bernoulli' } },
  'continuous Bernoulli': { ...tiny, likelihood: { kind: 'continuous-bernoulli' } },
};

const likelihoodOf = ({ likelihood }: Partial<TrialInput>, member: number): NonNullable<TrialInput['likelihood']> =>
  likelihood?.kind === undefined || likelihood.kind === 'gaussian'
    ? { ...likelihood, variance: 0.5 + 0.25 * member }
    : likelihood;

/** Members that differ in all that they may differ in. */
const membersOf = (shape: Partial<TrialInput>, size: number, oneRate = true): TrialInput[] =>
  Array.from({ length: size }, (_, member) =>
    linearInput({
      ...shape,
      likelihood: likelihoodOf(shape, member),
      objective: { estimator: 'analytic', ...shape.objective, beta: 0.5 + 0.5 * member, warmupSteps: 10 * member },
      optimizer: { learningRate: oneRate ? 0.01 : 0.005 * (member + 1), schedule: 'cosine' },
      seed: member,
    }),
  );

const compilerOf = (result: DoneResult) => result.backend?.compiler ?? 'graph';

for (const [name, shape] of Object.entries(shapes)) {
  for (const size of shape === tiny ? [1, 3] : [2]) {
    test.serial(`${name}, ${size} packed: XLA's steps are TensorFlow's, to rounding`, async (t) => {
      const members = membersOf(shape, size, size === 1);
      const plain = await trainPackForTest(members);
      const looped = await trainPackForTest(members, { compiler: 'xla' });
      for (const [member, { result, history }] of looped.entries()) {
        t.is(compilerOf(result as DoneResult), backend.description.name === 'native' ? 'xla' : 'graph');
        t.deepEqual(
          history.map(({ step }) => step),
          plain[member]?.history.map(({ step }) => step),
        );
        const [one, other] = [metricsOf({ result }), metricsOf(plain[member] as (typeof plain)[number])];
        for (const metric of METRIC_NAMES) {
          if (metric === 'seconds') continue;
          const [value, expected] = [one[metric], other[metric]];
          if (value === null || expected === null) t.is(value, expected, metric);
          else t.true(Math.abs(value - expected) < 2e-4 * (1 + Math.abs(expected)), `${metric}: ${value}, ${expected}`);
        }
      }
      // A second run finds everything compiled, and must not differ by a bit for it.
      const weights = (runs: typeof looped) => runs.map(({ files }) => files.get('weights/weights.bin'));
      t.deepEqual(weights(await trainPackForTest(members, { compiler: 'xla' })), weights(looped));
    });
  }
}

test.serial('loops leave no tensors behind, and stop when told', async (t) => {
  const members = membersOf(tiny, 2);
  await trainPackForTest(members, { compiler: 'xla' });
  const before = tf.memory().numTensors;
  await trainPackForTest(members, { compiler: 'xla' });
  t.is(tf.memory().numTensors, before);
  const controller = new AbortController();
  const endless = members.map((member) => ({ ...member, train: { ...member.train, steps: 10_000_000 } }));
  const run = trainPackForTest(endless, { compiler: 'xla', signal: controller.signal });
  setImmediate(() => controller.abort(new Error('enough')));
  await t.throwsAsync(run, { message: 'enough' });
  t.is(tf.memory().numTensors, before);
});
