import { checkTrial, type TrialInput, trialSpecification } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import { createTrainingSession } from '../../src/index.ts';
import { backend, linearInput, session, trainPackForTest } from '../support/train-for-test.ts';

const eager = createTrainingSession({
  ...backend,
  compile: (step) => Object.assign(step.bind(null), { dispose: () => {} }),
});

const conditional: NonNullable<TrialInput['dataset']> = {
  name: 'synthetic',
  eigenvalues: [5, 3, 1.5],
  dim: 6,
  count: 120,
  noise: 0.1,
  condition: { correlations: [0.9, 0.3] },
};

const models: Record<string, Partial<TrialInput>> = {
  'two levels, analytic': { model: { latentDim: 3, second: { latentDim: 2 } } },
  'two levels, sampled, variance fixed, weights of their own': {
    model: { latentDim: 3, second: { latentDim: 2, firstVariance: 0.5 }, decoder: { hidden: [6] } },
    objective: { samples: 2, secondBeta: 0.7 },
    train: { steps: 12, batchSize: 40 },
  },
  'conditional, linear': { dataset: conditional, model: { latentDim: 2 } },
  'conditional, networks, sampled': {
    dataset: conditional,
    model: { latentDim: 2, encoder: { hidden: [5], variance: 'amortized' }, decoder: { hidden: [5] } },
    objective: { samples: 3 },
    train: { steps: 12, batchSize: 40 },
  },
  'three encoder steps for one of the decoder': {
    model: { latentDim: 2, encoder: { hidden: [6] }, decoder: { hidden: [6] } },
    objective: {},
    train: { steps: 12, batchSize: 40, encoderSteps: 3 },
  },
  'residual blocks both ways': {
    model: {
      latentDim: 2,
      encoder: { network: 'residual', width: 6, variance: 'amortized' },
      decoder: { network: 'residual', width: 6, blocks: 1, activation: 'tanh' },
    },
    objective: {},
    train: { steps: 12, batchSize: 40 },
  },
  'free bits of each data point': {
    model: { latentDim: 3 },
    objective: { freeBits: { nats: 0.4, over: 'example' } },
    train: { steps: 12, batchSize: 40 },
  },
  'free bits in all, from the moments': {
    objective: { estimator: 'analytic', freeBits: { nats: 0.4, per: 'total' } },
  },
  'started as the linear solution': {
    model: { latentDim: 2, encoder: { hidden: [6] }, decoder: { hidden: [6] }, start: 'linear' },
    objective: {},
    train: { steps: 12, batchSize: 40 },
  },
  'convolutions both ways': {
    dataset: { name: 'mnist-1k' },
    model: { latentDim: 3, encoder: { channels: [4, 6], hidden: [8] }, decoder: { channels: [6, 4], hidden: [8] } },
    objective: {},
    train: { steps: 6, batchSize: 20, logEvery: 6 },
    evaluation: { samples: 1 },
  },
};

for (const [name, model] of Object.entries(models)) {
  test.serial(`${name}: compiled and eager steps agree to the last bit, a pack of two with each alone`, async (t) => {
    const inputs = [0, 1].map((seed) =>
      linearInput({
        train: { steps: 12 },
        ...model,
        objective: { ...(model.objective ?? { estimator: 'analytic' }), beta: 1 + seed },
        seed,
      }),
    );
    const compiled = await trainPackForTest(inputs);
    const stepByStep = await trainPackForTest(inputs, { in: eager });
    for (const [index, input] of inputs.entries()) {
      const weights = compiled[index]?.files.get('weights/weights.bin') as Uint8Array;
      t.deepEqual(stepByStep[index]?.files.get('weights/weights.bin'), weights);
      const [alone] = await trainPackForTest([input], { in: session });
      const ofPack = new Float32Array(new Uint8Array(weights).buffer);
      const own = new Float32Array(new Uint8Array(alone?.files.get('weights/weights.bin') as Uint8Array).buffer);
      const worst = own.reduce((most, value, at) => Math.max(most, Math.abs(value - (ofPack[at] ?? Number.NaN))), 0);
      t.true(worst < 2e-5, `member ${index} differs by ${worst}`);
    }
  });
}

const likelihoods: NonNullable<TrialInput['likelihood']>[] = [
  ...(['fixed', 'scalar', 'per-dimension', 'network'] as const).map((learn) => ({ variance: 0.5, learn })),
  { kind: 'bernoulli' },
  { kind: 'continuous-bernoulli' },
];

const networks: Record<string, TrialInput['model']> = {
  linear: { latentDim: 3 },
  'linear, amortized variance': { latentDim: 3, encoder: { variance: 'amortized' } },
  'ReLU encoder': { latentDim: 3, encoder: { hidden: [6], variance: 'amortized' } },
  'tanh both ways, shared variance': {
    latentDim: 3,
    encoder: { hidden: [6, 5], activation: 'tanh', variance: 'shared' },
    decoder: { hidden: [5, 6], activation: 'tanh' },
  },
};

const objectives: NonNullable<TrialInput['objective']>[] = [
  { estimator: 'stochastic', samples: 2 },
  { estimator: 'analytic' },
  { estimator: 'analytic', basis: 'eigen' },
];

const trainings: NonNullable<TrialInput['train']>[] = [
  { steps: 6, batchSize: 40 },
  { steps: 6, batchSize: 'full' },
];

/** Whatever of these the specification allows; a Bernoulli decoder needs data between 0 and 1. */
const everything = Object.entries(networks).flatMap(([name, model]) =>
  likelihoods.map((likelihood) => ({
    name: `${name}: ${likelihood.kind ?? `Gaussian, variance ${'learn' in likelihood ? likelihood.learn : 'fixed'}`}`,
    inputs: objectives.flatMap((objective) =>
      trainings
        .map((train) => {
          const images = likelihood.kind === undefined ? {} : { dataset: { name: 'mnist-1k' } as const };
          return linearInput({ ...images, model, likelihood, objective, train, evaluation: { samples: 1 } });
        })
        .filter((input) => checkTrial(trialSpecification.parse(input), null).length === 0),
    ),
  })),
);

for (const { name, inputs } of everything) {
  test.serial(
    `${name}: compiled steps are the eager ones to the last bit, whatever the estimator and batch`,
    async (t) => {
      t.true(inputs.length > 0);
      for (const input of inputs) await sameToTheLastBit(t, input);
    },
  );
}

test.serial('compiled steps are the eager ones to the last bit for every reduction of the loss', async (t) => {
  const losses = [
    { reduction: 'elbo' },
    { reduction: 'sum-sum' },
    { reduction: 'batch-batch' },
    { reduction: 'mean-sum' },
    { reduction: 'mean-batch' },
    { reduction: 'mean-mean' },
  ] as const;
  for (const loss of losses) {
    await sameToTheLastBit(
      t,
      linearInput({
        objective: { estimator: 'stochastic', ...loss },
        train: { steps: 6, batchSize: 40 },
        evaluation: { samples: 1 },
      }),
    );
  }
});

async function sameToTheLastBit(t: ExecutionContext, input: TrialInput): Promise<void> {
  const pack = [0, 1].map((seed) => ({ ...input, seed }));
  const [compiled, stepByStep] = [await trainPackForTest(pack), await trainPackForTest(pack, { in: eager })];
  for (const [member, { files, result }] of compiled.entries()) {
    t.is(result.status, 'done');
    t.deepEqual(stepByStep[member]?.files.get('weights/weights.bin'), files.get('weights/weights.bin'));
  }
}
