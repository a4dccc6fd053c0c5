import type { TrialInput } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { linearInput, metricsOf, type TrainedForTest, trainForTest } from '../support/train-for-test.ts';

const DEEP: Partial<TrialInput> = {
  model: {
    latentDim: 3,
    encoder: { hidden: [6, 4], activation: 'identity' },
    decoder: { hidden: [4, 5], activation: 'identity' },
  },
  likelihood: { variance: 0.6, learn: 'scalar', varianceFloor: 0.2 },
  objective: { samples: 2 },
  train: { steps: 150, batchSize: 100, logEvery: 50 },
};

/** The trained weights as tf.io reads them from disk, in float64 rows. */
function weightsOf({ files }: TrainedForTest): (name: string) => number[][] {
  const manifest = JSON.parse(String(files.get('weights/model.json')));
  const bytes = files.get('weights/weights.bin') as Uint8Array;
  const weights = tf.io.decodeWeights(new Uint8Array(bytes).buffer, manifest.weightsManifest[0].weights);
  const arrays = Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, tensor.arraySync()]));
  tf.dispose(weights);
  return (name) =>
    [arrays[name]].flat(1).every((row) => Array.isArray(row))
      ? (arrays[name] as number[][])
      : [arrays[name] as number[]];
}

test.serial(
  'a deep linear VAE has an exact ELBO: layer by layer, point by point, with the floor in its variance',
  async (t) => {
    const trained = await trainForTest(linearInput(DEEP));
    const metrics = metricsOf(trained);
    const rows = weightsOf(trained);
    const through = (layers: string[], x: number[]) =>
      layers.reduce((h, layer) => {
        const [weights, [biases = []]] = [rows(`${layer}.weights`), rows(`${layer}.biases`)];
        return biases.map((bias, to) => h.reduce((sum, value, from) => sum + value * (weights[from]?.[to] ?? 0), bias));
      }, x);
    const encode = (x: number[]) => through(['encoder.0', 'encoder.1', 'encoder.mean'], x);
    const decode = (z: number[]) => through(['decoder.0', 'decoder.1', 'decoder.location'], z);
    const squared = (a: number[], b: number[]) => a.reduce((sum, value, j) => sum + (value - (b[j] ?? 0)) ** 2, 0);

    const posterior = (rows('encoder.logVariance')[0] ?? []).map(Math.exp);
    const variance = Math.exp(rows('decoder.logVariance')[0]?.[0] ?? Number.NaN) + 0.2;
    const origin = decode([0, 0, 0]);
    const ofNoise = posterior.reduce((sum, value, i) => {
      const unit = posterior.map((_, other) => (other === i ? 1 : 0));
      return sum + value * squared(decode(unit), origin);
    }, 0);
    const { count, dim, values } = trained.dataset;
    const mean = rows('dataMean')[0] ?? [];
    let [reconstruction, kl] = [0, 0];
    for (let point = 0; point < count; point++) {
      const x = mean.map((value, j) => (values[point * dim + j] ?? 0) - value);
      const z = encode(x);
      const error = squared(x, decode(z)) + ofNoise;
      reconstruction -= (error / variance + dim * Math.log(2 * Math.PI * variance)) / (2 * count);
      kl += posterior.reduce((sum, v, i) => sum + (v - Math.log(v) - 1 + (z[i] ?? 0) ** 2) / (2 * count), 0);
    }
    t.true(Math.abs(reconstruction - (metrics.reconstruction ?? 0)) < 1e-4, `${reconstruction}`);
    t.true(Math.abs(kl - (metrics.kl ?? 0)) < 1e-4, `${kl}`);
    t.true(Math.abs(variance - (metrics.decoder_variance ?? 0)) < 1e-6);
    t.true((metrics.elbo ?? Number.NaN) < (metrics.log_likelihood ?? Number.NaN));
    t.true((metrics.log_likelihood ?? Number.NaN) < (metrics.ppca_log_likelihood ?? Number.NaN));
    const last = trained.history.at(-1)?.metrics ?? {};
    for (const name of ['objective', 'elbo', 'kl'] as const) {
      t.true(Math.abs((last[name] ?? Number.NaN) - (metrics[name] ?? 0)) < 1e-4, name);
    }
  },
);

const conditional: TrialInput['dataset'] = {
  name: 'synthetic',
  eigenvalues: [5, 3, 1.5, 0.5],
  dim: 8,
  count: 300,
  noise: 0.2,
  condition: { correlations: [0.9, 0.2] },
};

for (const [name, change] of Object.entries<Partial<TrialInput>>({
  'deep linear': DEEP,
  'deep linear, given a condition': {
    ...DEEP,
    dataset: conditional,
    model: { latentDim: 3, encoder: { hidden: [8] }, decoder: { hidden: [9, 7], activation: 'identity' } },
  },
})) {
  test.serial(`${name}: the exact log p(x) is what importance sampling through the layers estimates`, async (t) => {
    const evaluation = { importanceSamples: 1000, importancePoints: 300 };
    const metrics = metricsOf(await trainForTest(linearInput({ ...change, evaluation })));
    const difference = (metrics.log_likelihood_of_points ?? Number.NaN) - (metrics.log_likelihood_iw ?? Number.NaN);
    t.true(difference > -0.005 && difference < 0.05, `${difference}`);
    t.true((metrics.posterior_kl ?? Number.NaN) > 0);
  });
}

for (const part of ['encoder', 'decoder'] as const) {
  test.serial(
    `a narrow hidden layer of the ${part} leaves the other codes unused, as the closed form has it`,
    async (t) => {
      const metrics = metricsOf(
        await trainForTest(
          linearInput({
            model: { latentDim: 4, [part]: { hidden: [2], activation: 'identity' } },
            likelihood: { variance: 0.3 },
            objective: { samples: 4, beta: 1.5 },
            optimizer: { learningRate: 0.02, schedule: 'cosine', beta2: 0.99 },
            train: { steps: 1200 },
          }),
        ),
      );
      const gap = (metrics.objective_optimum ?? Number.NaN) - (metrics.objective ?? 0);
      t.true(gap > 0 && gap < 0.02, `${gap}`);
      t.is(metrics.active_units_predicted, 2);
    },
  );
}
