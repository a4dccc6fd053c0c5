import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { linearInput, metricsOf, trainForTest } from '../support/train-for-test.ts';

const networks: Record<string, TrialInput['model']> = {
  'a linear VAE': { latentDim: 3 },
  'relu networks': { latentDim: 3, encoder: { hidden: [10, 7] }, decoder: { hidden: [6, 9] } },
  'amortized variance': {
    latentDim: 3,
    encoder: { hidden: [7], variance: 'amortized' },
    decoder: { hidden: [8], activation: 'identity' },
  },
};

for (const [name, model] of Object.entries(networks)) {
  for (const likelihood of [
    { variance: 0.8 },
    { variance: 3, learn: 'scalar' },
    { variance: 3, learn: 'scalar', varianceFloor: 1 },
  ] as const) {
    test.serial(`${name}, variance ${JSON.stringify(likelihood)}: step 0 is the linear optimum`, async (t) => {
      const { result } = await trainForTest(
        linearInput({
          model: { ...model, start: 'linear' } as TrialInput['model'],
          likelihood,
          objective: { estimator: 'stochastic', beta: 1.4 },
          train: { steps: 0 },
          // A relu network's reconstruction is sampled: many samples, so that what is left is noise.
          evaluation: { samples: 4000 },
        }),
      );
      const metrics = metricsOf({ result });
      const [objective, optimum] = [metrics.objective ?? Number.NaN, metrics.objective_optimum ?? Number.NaN];
      const exact = metrics.log_likelihood !== null;
      t.true(Math.abs(objective - optimum) < (exact ? 1e-5 : 0.02), `${objective} against ${optimum}`);
      if (result.status === 'done') {
        const found = [...result.dimensions.kl].sort((a, b) => b - a);
        for (const [index, value] of (result.dimensions.predictedKl ?? []).entries()) {
          t.true(Math.abs((found[index] ?? 0) - value) < 2e-5, `KL ${index}: ${found[index]} against ${value}`);
        }
      }
      t.is(metrics.active_units, metrics.active_units_predicted);
    });
  }
}

test.serial('units that count for nothing at the start learn', async (t) => {
  const input = linearInput({
    model: { latentDim: 2, encoder: { hidden: [8] }, decoder: { hidden: [8] }, start: 'linear' },
    objective: {},
    train: { steps: 30 },
  });
  const before = await trainForTest({ ...input, train: { steps: 0 } });
  const after = await trainForTest(input);
  const idle = (trained: typeof before) => {
    const manifest = JSON.parse(String(trained.files.get('weights/model.json')));
    const { weights } = manifest.weightsManifest[0];
    const bytes = new Uint8Array(trained.files.get('weights/weights.bin') as Uint8Array).buffer;
    let offset = 0;
    for (const { name, shape } of weights) {
      const size = shape.reduce((product: number, width: number) => product * width, 1);
      // Rows of the units behind the four that carry the two dimensions of z.
      if (name === 'decoder.location.weights') return new Float32Array(bytes, 4 * offset, size).slice(4 * shape[1]);
      offset += size;
    }
    throw new Error('no decoder');
  };
  t.true(idle(before).every((value) => value === 0));
  t.true(idle(after).some((value) => Math.abs(value) > 1e-3));
});

test.serial('encoder steps leave the decoder as it is but in every n-th step', async (t) => {
  const input = (steps: number) =>
    linearInput({ train: { steps, encoderSteps: 3, batchSize: 50 }, objective: {}, optimizer: {} });
  const files = await Promise.all([0, 1, 2, 3].map((steps) => trainForTest(input(steps))));
  const part = (index: number, name: string) => {
    const { files: written } = files[index] as (typeof files)[number];
    const manifest = JSON.parse(String(written.get('weights/model.json')));
    let offset = 0;
    for (const { name: own, shape } of manifest.weightsManifest[0].weights) {
      const size = shape.reduce((product: number, width: number) => product * width, 1);
      const bytes = new Uint8Array(written.get('weights/weights.bin') as Uint8Array).buffer;
      if (own === name) return [...new Float32Array(bytes, 4 * offset, size)];
      offset += size;
    }
    throw new Error(`no ${name}`);
  };
  t.deepEqual(part(1, 'decoder.location.weights'), part(0, 'decoder.location.weights'));
  t.deepEqual(part(2, 'decoder.location.weights'), part(0, 'decoder.location.weights'));
  t.notDeepEqual(part(3, 'decoder.location.weights'), part(0, 'decoder.location.weights'));
  t.notDeepEqual(part(1, 'encoder.mean.weights'), part(0, 'encoder.mean.weights'));
  t.notDeepEqual(part(2, 'encoder.mean.weights'), part(1, 'encoder.mean.weights'));
  // Adam's first step moves every weight by the rate, so its bias is corrected by the decoder's own count of steps.
  const moved = part(3, 'decoder.location.weights').map((value, index) =>
    Math.abs(value - (part(0, 'decoder.location.weights')[index] ?? 0)),
  );
  t.true(
    moved.every((change) => Math.abs(change - 0.001) < 1e-5),
    `${moved.slice(0, 5)}`,
  );
});
