import { type TrialInput, type TrialSpecification, trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { createDatasetTensors } from '../../src/data/dataset-tensors.ts';
import { codesInUse, type DataEvaluation, evaluateData, isExact } from '../../src/evaluation/evaluate-data.ts';
import { openTrial, sizesOf } from '../../src/trial-model.ts';
import { type StoredArray, weightsOf } from '../support/stored-weights.ts';
import { backend, linearInput, type TrainedForTest, trainPackForTest } from '../support/train-for-test.ts';

const LN_2PI = Math.log(2 * Math.PI);

/** Evaluates trained models of one shape together, by the arrays that they left on disk; `change` is of their specifications. */
function evaluated(
  trained: readonly TrainedForTest[],
  options: { part: 'train' | 'test'; samples: number; stream: string } = {
    part: 'train',
    samples: 1,
    stream: 'evaluation',
  },
  change: (specification: TrialSpecification) => TrialSpecification = (specification) => specification,
): DataEvaluation[] {
  const data = createDatasetTensors((trained[0] as TrainedForTest).dataset);
  const arrays = trained.map(weightsOf);
  const parameters = Object.fromEntries(
    Object.keys(arrays[0] ?? {})
      .filter((name) => name !== 'dataMean')
      .map((name) => {
        const values = arrays.flatMap((own) => [...(own[name]?.values ?? [])]);
        return [name, tf.tensor(Float32Array.from(values), [arrays.length, ...(arrays[0]?.[name]?.shape ?? [])])];
      }),
  );
  const members = trained.map(({ result, dataset }) => openTrial(change(result.specification), sizesOf(dataset)));
  const found = evaluateData(backend, members, parameters, data, options);
  tf.dispose(parameters);
  data.dispose();
  return found;
}

/** x W + b, W [in, out]. */
function affine(arrays: Record<string, StoredArray>, name: string, x: readonly number[]): number[] {
  const weights = arrays[`${name}.weights`]?.values ?? new Float64Array();
  const biases = [...(arrays[`${name}.biases`]?.values ?? [])];
  return biases.map((bias, out) =>
    x.reduce((sum, value, i) => sum + value * (weights[i * biases.length + out] ?? Number.NaN), bias),
  );
}

function centredPoint({ dataset: { values, moments, dim } }: TrainedForTest, n: number): number[] {
  return Array.from({ length: dim }, (_, j) => (values[n * dim + j] ?? 0) - (moments.mean[j] ?? 0));
}

const close = (a: number, b: number, tolerance = 2e-5) => Math.abs(a - b) < tolerance * (1 + Math.abs(b));

const data1500: TrialInput['dataset'] = { name: 'synthetic', eigenvalues: [5, 2, 1], dim: 5, count: 1500, noise: 0.2 };

test.serial('a linear decoder under a network: exact in q, over all 1500 points alike', async (t) => {
  const trained = await trainPackForTest(
    [0, 1].map((seed) =>
      linearInput({
        dataset: data1500,
        model: { latentDim: 2, encoder: { hidden: [4], activation: 'tanh', variance: 'amortized' } },
        likelihood: { variance: 0.5, learn: 'per-dimension', varianceFloor: 0.1 },
        objective: {},
        train: { steps: 30, batchSize: 50 },
        seed,
      }),
    ),
  );
  const together = evaluated(trained);
  for (const [index, member] of trained.entries()) {
    const arrays = weightsOf(member);
    const variances = [...(arrays['decoder.logVariance']?.values ?? [])].map((value) => Math.exp(value) + 0.1);
    const decoder = arrays['decoder.location.weights']?.values ?? new Float64Array();
    const [dim, count] = [5, 1500];
    let reconstruction = 0;
    for (let n = 0; n < count; n++) {
      const x = centredPoint(member, n);
      const features = affine(arrays, 'encoder.0', x).map(Math.tanh);
      const code = affine(arrays, 'encoder.mean', features);
      const spread = affine(arrays, 'encoder.logVariance', features).map(Math.exp);
      const location = affine(arrays, 'decoder.location', code);
      for (let j = 0; j < dim; j++) {
        const error = spread.reduce(
          (sum, value, i) => sum + value * (decoder[i * dim + j] ?? 0) ** 2,
          ((x[j] ?? 0) - (location[j] ?? 0)) ** 2,
        );
        const variance = variances[j] ?? Number.NaN;
        reconstruction -= (LN_2PI + Math.log(variance) + error / variance) / (2 * count);
      }
      if (n === 0 || n === 1234) {
        const { posteriorMean, posteriorVariance } = (together[index] as DataEvaluation).outputs;
        for (let i = 0; i < 2; i++) {
          t.true(close(posteriorMean[n * 2 + i] ?? Number.NaN, code[i] ?? 0));
          t.true(close(posteriorVariance[n * 2 + i] ?? Number.NaN, spread[i] ?? 0));
        }
      }
    }
    const found = together[index] as DataEvaluation;
    t.true(close(found.reconstruction, reconstruction), `${found.reconstruction} against ${reconstruction}`);
    t.true(
      close(
        found.decoderVariance ?? Number.NaN,
        variances.reduce((sum, value) => sum + value / dim, 0),
      ),
    );
    t.is(found.klByLevel, null);
  }
});

test.serial("a network's variance is sampled over, also where its mean is linear", async (t) => {
  const input = linearInput({
    dataset: { ...data1500, count: 40 },
    model: { latentDim: 2 },
    likelihood: { variance: 0.5, learn: 'network', varianceFloor: 0.2 },
    objective: {},
    optimizer: { learningRate: 0.05 },
    train: { steps: 60 },
  });
  t.false(isExact(openTrial(trialSpecification.parse(input), { dim: 5, conditionDim: 0 })));
  const [trained] = (await trainPackForTest([input])) as [TrainedForTest];
  const arrays = weightsOf(trained);
  const spread = [...(arrays['encoder.logVariance']?.values ?? [])].map(Math.exp);
  const density = (x: readonly number[], z: readonly number[]) => {
    const location = affine(arrays, 'decoder.location', z);
    const variances = affine(arrays, 'decoder.logVariance', z).map((value) => Math.exp(value) + 0.2);
    return x.reduce(
      (sum, value, j) =>
        sum - (LN_2PI + Math.log(variances[j] ?? 0) + (value - (location[j] ?? 0)) ** 2 / (variances[j] ?? 0)) / 2,
      0,
    );
  };
  // Over the two dimensions of z by the trapezoidal rule.
  let [reconstruction, variance] = [0, 0];
  const step = 0.25;
  for (let n = 0; n < 40; n++) {
    const x = centredPoint(trained, n);
    const code = affine(arrays, 'encoder.mean', x);
    const variances = affine(arrays, 'decoder.logVariance', code).map((value) => Math.exp(value) + 0.2);
    variance += variances.reduce((sum, value) => sum + value, 0) / (5 * 40);
    for (let a = -5; a <= 5; a += step) {
      for (let b = -5; b <= 5; b += step) {
        const weight = (Math.exp(-(a * a + b * b) / 2) * step * step) / (2 * Math.PI);
        const z = [a, b].map((value, i) => (code[i] ?? 0) + Math.sqrt(spread[i] ?? 0) * value);
        reconstruction += (weight * density(x, z)) / 40;
      }
    }
  }
  const found = evaluated([trained], { part: 'train', samples: 4000, stream: 'evaluation' })[0] as DataEvaluation;
  t.true(Math.abs(found.reconstruction - reconstruction) < 0.02, `${found.reconstruction} against ${reconstruction}`);
  t.true(close(found.decoderVariance ?? Number.NaN, variance));
});

test.serial('a Bernoulli takes centred images in and gives the images themselves, also those held out', async (t) => {
  const input: TrialInput = {
    dataset: { name: 'mnist-1k' },
    model: { latentDim: 2, decoder: { hidden: [3], activation: 'tanh' } },
    likelihood: { kind: 'bernoulli' },
    optimizer: { learningRate: 0.01 },
    train: { steps: 10, batchSize: 100 },
    evaluation: { samples: 1 },
  };
  const trained = await trainPackForTest([0, 1, 2].map((seed) => ({ ...input, seed })));
  const together = evaluated(trained, { part: 'test', samples: 1, stream: 'evaluation' });
  for (const [index, member] of trained.entries()) {
    const { test: heldOut, dim, moments } = member.dataset;
    if (!heldOut) throw new Error('there are images held out');
    const arrays = weightsOf(member);
    const found = together[index] as DataEvaluation;
    t.is(found.outputs.count, heldOut.count);
    t.is(found.decoderVariance, null);
    // Alone it is what it is in the pack, noise included.
    const alone = evaluated([member], { part: 'test', samples: 1, stream: 'evaluation' })[0] as DataEvaluation;
    t.true(close(found.reconstruction, alone.reconstruction, 1e-6));
    const n = heldOut.count - 1;
    const x = [...heldOut.values.subarray(n * dim, (n + 1) * dim)];
    const code = affine(
      arrays,
      'encoder.mean',
      x.map((value, j) => value - (moments.mean[j] ?? 0)),
    );
    for (const [i, value] of code.entries())
      t.true(close(found.outputs.posteriorMean[n * 2 + i] ?? Number.NaN, value, 1e-4));
  }
  t.not(together[0]?.reconstruction, together[1]?.reconstruction);
});

test.serial('many samples come nearer to the expectation than one, and streams differ', async (t) => {
  const [trained] = (await trainPackForTest([
    linearInput({
      dataset: { ...data1500, count: 20 },
      model: { latentDim: 2, decoder: { hidden: [4], activation: 'tanh' } },
      objective: {},
      train: { steps: 20 },
    }),
  ])) as [TrainedForTest];
  const spreadAt = (samples: number) => {
    const values = ['a', 'b', 'c', 'd', 'e', 'f'].map(
      (stream) => evaluated([trained], { part: 'train', samples, stream })[0]?.reconstruction ?? Number.NaN,
    );
    const mean = values.reduce((sum, value) => sum + value / values.length, 0);
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
  };
  const [one, many] = [spreadAt(1), spreadAt(1000)];
  // sqrt(1000) = 32 times less.
  t.true(many > 0 && many < one / 8, `${many} against ${one}`);
});

const nonlinear = linearInput({
  dataset: { ...data1500, count: 2000 },
  model: { latentDim: 2, decoder: { hidden: [4], activation: 'tanh' } },
  objective: {},
  train: { steps: 5 },
});

test.serial('each chunk of the data and each trial has noise of its own', async (t) => {
  const [trained] = (await trainPackForTest([nonlinear])) as [TrainedForTest];
  const options = { part: 'train', samples: 1, stream: 'evaluation' } as const;
  const { dataset } = trained;
  // The same 1000 points once and twice: chunks of 1000 with the same noise would give the same mean.
  const half = dataset.values.slice(0, 1000 * dataset.dim);
  const twice = Float32Array.from([...half, ...half]);
  const of = (values: Float32Array, count: number) =>
    evaluated([{ ...trained, dataset: { ...dataset, values, count } }], options)[0]?.reconstruction ?? Number.NaN;
  const [one, both] = [of(half, 1000), of(twice, 2000)];
  t.true(Math.abs(one - both) > 1e-6 && Math.abs(one - both) < 1, `${one}, ${both}`);
  const ofSeed = (seed: number) =>
    evaluated([trained], options, (specification) => ({ ...specification, seed }))[0]?.reconstruction;
  t.not(ofSeed(1), ofSeed(2));
  t.is(ofSeed(1), ofSeed(1));
});

test.serial('what is measured is the ELBO, also where the loss was written otherwise', async (t) => {
  const [trained] = (await trainPackForTest([nonlinear])) as [TrainedForTest];
  const options = { part: 'train', samples: 2, stream: 'evaluation' } as const;
  const as = (reduction: 'elbo' | 'sum-sum') =>
    evaluated([trained], options, (specification) => ({
      ...specification,
      objective: { ...specification.objective, reduction },
    }))[0]?.reconstruction;
  t.is(as('sum-sum'), as('elbo'));
});

test('where the latent space may rotate, codes are told in use along their principal axes', (t) => {
  // Means on the diagonal of a plane: along their axes one varies and the other does not.
  const outputs = {
    count: 4,
    latentDim: 2,
    posteriorMean: Float64Array.of(1, 1, -1, -1, 2, 2, -2, -2),
    posteriorVariance: Float64Array.of(0.5, 0.5),
  };
  const codes = (second: object | undefined) => {
    const specification = trialSpecification.parse({ ...nonlinear, model: { latentDim: 2, second } });
    return codesInUse(openTrial(specification, { dim: 5, conditionDim: 0 }), outputs).posteriorMean;
  };
  for (const second of [undefined, { latentDim: 1 }]) t.deepEqual([...codes(second)], [...outputs.posteriorMean]);
  const rotated = codes({ latentDim: 1, firstVariance: 0.5 });
  for (let n = 0; n < 4; n++) {
    const radius = Math.sqrt(2) * Math.abs(outputs.posteriorMean[2 * n] ?? 0);
    t.true(Math.abs(Math.abs(rotated[2 * n] ?? 0) - radius) < 1e-12);
    t.true(Math.abs(rotated[2 * n + 1] ?? 1) < 1e-12);
  }
});
