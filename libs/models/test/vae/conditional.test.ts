import { trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import type { Activation } from '../../src/index.ts';
import { klPerDimension, logLikelihood, rows } from '../brute-force-vae.ts';
import { objectiveValue, openSetting } from '../open-setting.ts';
import { arraysOf, backend, normals, randomParameters, tensorsOf } from '../random-parameters.ts';

test.before(() => backend.description);

const [dim, conditionDim, latentDim, points] = [4, 3, 2, 5];

type Arrays = Readonly<Record<string, Float64Array>>;

interface DenseFields {
  readonly hidden: number[];
  readonly activation: Activation;
}

const activations: Record<Activation, (value: number) => number> = {
  relu: (value) => Math.max(0, value),
  tanh: Math.tanh,
  identity: (value) => value,
};

/** A network whose first layer, the only one of a linear network, sees the condition too. */
function network(
  arrays: Arrays,
  part: 'encoder' | 'decoder',
  output: string,
  { hidden, activation }: DenseFields,
  input: readonly number[],
  condition: readonly number[],
): number[] {
  const layer = (name: string, x: readonly number[], seen: readonly number[]) => {
    const biases = [...(arrays[`${name}.biases`] as Float64Array)];
    const width = biases.length;
    const dot = (weights: Float64Array | undefined, values: readonly number[], out: number) =>
      values.reduce((sum, value, i) => sum + value * (weights?.[i * width + out] ?? Number.NaN), 0);
    return biases.map(
      (bias, out) =>
        bias + dot(arrays[`${name}.weights`], x, out) + dot(arrays[`${part}.condition.weights`], seen, out),
    );
  };
  const names = [...hidden.keys()].map((index) => `${part}.${index}`);
  const features = names.reduce<readonly number[]>(
    (x, name, index) => layer(name, x, index === 0 ? condition : []).map(activations[activation]),
    input,
  );
  return layer(output, features, hidden.length === 0 ? condition : []);
}

const none: DenseFields = { hidden: [], activation: 'relu' };
const models: Record<string, { encoder: DenseFields; decoder: DenseFields }> = {
  linear: { encoder: none, decoder: none },
  networks: {
    encoder: { hidden: [4, 3], activation: 'tanh' },
    decoder: { hidden: [5, 4], activation: 'relu' },
  },
};

for (const [name, { encoder, decoder }] of Object.entries(models)) {
  for (const samples of [1, 3]) {
    test(`${name}, ${samples} samples: the objective of a conditional model is its definition`, (t) => {
      const specification = trialSpecification.parse({
        dataset: {
          name: 'synthetic',
          eigenvalues: [1],
          dim,
          count: points,
          condition: { correlations: [0.5, 0.1, 0] },
        },
        model: { latentDim, encoder, decoder },
        likelihood: { variance: 0.6 },
        objective: { samples, beta: 1.3 },
        train: { steps: 1 },
      });
      const setting = openSetting(specification, dim, conditionDim);
      const random = randomParameters(setting.model.parameters, 1, 3);
      const arrays = arraysOf(random);
      const [x, condition] = [normals(points * dim, 1), normals(points * conditionDim, 2)];
      const noise = normals(samples * points * latentDim, 5);
      const found = tf.tidy(() => {
        const input = tf.tensor(x, [1, points, dim]);
        return objectiveValue(setting, points, tensorsOf(random, [0]), {
          input,
          target: input,
          condition: tf.tensor(condition, [1, points, conditionDim]),
          noise: tf.tensor(noise, [1, samples * points, latentDim]),
          fixedLogVariance: tf.fill([1, 1, 1], Math.log(0.6)),
          beta: tf.tensor1d([1.3]),
        }).dataSync()[0];
      });
      let expected = 0;
      for (const [n, point] of rows(x, dim).entries()) {
        const given = rows(condition, conditionDim)[n] ?? [];
        const mean = network(arrays, 'encoder', 'encoder.mean', encoder, point, given);
        const logVariance = [...(arrays['encoder.logVariance'] as Float64Array)];
        const kl = klPerDimension({ mean, logVariance }).reduce((sum, value) => sum + value, 0);
        expected -= (1.3 * kl) / points;
        for (let s = 0; s < samples; s++) {
          const z = mean.map(
            (m, i) => m + Math.exp((logVariance[i] ?? 0) / 2) * (noise[(s * points + n) * latentDim + i] ?? 0),
          );
          const location = network(arrays, 'decoder', 'decoder.location', decoder, z, given);
          const variances = location.map(() => 0.6);
          expected += logLikelihood('gaussian', point, { location, variances }) / (samples * points);
        }
      }
      t.true(Math.abs((found ?? Number.NaN) - expected) < 2e-5 * (1 + Math.abs(expected)), `${found}, ${expected}`);
    });
  }
}
