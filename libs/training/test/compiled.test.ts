import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { createTrainingSession } from '../src/index.ts';
import { backend, linearInput, session, trainPackForTest } from './train-for-test.ts';

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
