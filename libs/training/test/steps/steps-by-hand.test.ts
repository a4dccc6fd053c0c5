import { seedStream, type TrialInput } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test, { type ExecutionContext } from 'ava';
import { createBatchStream } from '../../src/data/batch-stream.ts';
import { adam, gradient, type LinearParameters, type LinearSettings, NAMES } from '../support/linear-vae-by-hand.ts';
import { weightsOf } from '../support/stored-weights.ts';
import { backend, linearInput, type TrainedForTest, trainPackForTest } from '../support/train-for-test.ts';

const STEPS = 3;
const OPTIMIZER = { learningRate: 0.05, schedule: 'exponential', finalFraction: 0.25 } as const;
const ADAM = { beta1: 0.8, beta2: 0.9, epsilon: 0.01 };
const LATENT_DIM = 2;

/** A short training of a linear VAE in which every number of the step shows: warm-up, decay, epsilon, both betas of Adam. */
function inputOf(change: Partial<TrialInput>, beta: number, seed: number): TrialInput {
  return linearInput({
    model: { latentDim: LATENT_DIM },
    likelihood: { variance: 0.7 },
    optimizer: { ...OPTIMIZER, ...ADAM },
    ...change,
    objective: { estimator: 'analytic', ...change.objective, beta, warmupSteps: 2 },
    train: { batchSize: 'full', ...change.train, steps: STEPS },
    seed,
  });
}

function parametersOf(trained: Pick<TrainedForTest, 'files'>): LinearParameters {
  const arrays = weightsOf(trained);
  return Object.fromEntries(NAMES.map((name) => [name, arrays[name]?.values])) as LinearParameters;
}

function centredPoints({ dataset: { values, moments, count, dim } }: TrainedForTest): Float64Array[] {
  return Array.from({ length: count }, (_, n) =>
    Float64Array.from({ length: dim }, (_, j) => (values[n * dim + j] ?? 0) - (moments.mean[j] ?? 0)),
  );
}

/** The same steps by hand: gradient in float64, Adam, the schedule and the warm-up by their formulas. */
function byHand(
  start: LinearParameters,
  beta: number,
  variance: number,
  pointsAt: (step: number) => Pick<LinearSettings, 'noise' | 'bernoulliMean'> & { points: Float64Array[] },
): LinearParameters {
  const update = adam(ADAM);
  let parameters = start;
  for (let step = 1; step <= STEPS; step++) {
    const rate = OPTIMIZER.learningRate * OPTIMIZER.finalFraction ** ((step - 1) / (STEPS - 1));
    const { points, ...ofStep } = pointsAt(step);
    const slopes = gradient(parameters, points, { beta: beta * Math.min(1, (step - 1) / 2), variance, ...ofStep });
    parameters = Object.fromEntries(
      NAMES.map((name) => [name, update(name, parameters[name], slopes[name], rate)]),
    ) as LinearParameters;
  }
  return parameters;
}

function close(t: ExecutionContext, found: LinearParameters, expected: LinearParameters): void {
  for (const name of NAMES) {
    for (const [index, value] of expected[name].entries()) {
      const own = found[name][index] ?? Number.NaN;
      t.true(Math.abs(own - value) < 2e-5, `${name}[${index}]: ${own} against ${value}`);
    }
  }
}

/** A pack of two and its start, each by hand; members differ in beta, seed and, where asked, in their rate. */
async function trainedAndStart(change: Partial<TrialInput>) {
  const inputs = [inputOf(change, 1.5, 3), inputOf(change, 0.4, 4)];
  const trained = await trainPackForTest(inputs);
  const untrained = inputs.map((input) => ({
    ...input,
    objective: { ...input.objective, warmupSteps: 0 },
    train: { ...input.train, steps: 0 },
  }));
  const start = (await trainPackForTest(untrained)).map(parametersOf);
  return trained.map((member, index) => ({
    member,
    start: start[index] as LinearParameters,
    beta: [1.5, 0.4][index] ?? 0,
    seed: [3, 4][index] ?? 0,
  }));
}

test.serial('three full-batch steps of a linear VAE are those done by hand', async (t) => {
  for (const { member, start, beta } of await trainedAndStart({})) {
    const points = centredPoints(member);
    close(
      t,
      parametersOf(member),
      byHand(start, beta, 0.7, () => ({ points })),
    );
    t.true(
      Math.abs(
        (start['decoder.location.weights'][0] ?? 0) - (parametersOf(member)['decoder.location.weights'][0] ?? 0),
      ) > 0.01,
    );
  }
});

test.serial(
  'in the eigenbasis they are those by hand in rotated coordinates, where Adam takes another path',
  async (t) => {
    for (const { member, start, beta } of await trainedAndStart({ objective: { basis: 'eigen' } })) {
      const { dim, spectrum } = member.dataset;
      const u = spectrum.eigenvectors;
      /** Rows of length d times U, or times U^T. */
      const rotated = (values: Float64Array, back: boolean) =>
        values.map((_, index) => {
          const [row, column] = [Math.floor(index / dim), index % dim];
          let sum = 0;
          for (let j = 0; j < dim; j++) {
            sum += (values[row * dim + j] ?? 0) * (u[back ? column * dim + j : j * dim + column] ?? 0);
          }
          return sum;
        });
      const transposed = (values: Float64Array, rows: number, columns: number) =>
        values.map((_, index) => values[(index % rows) * columns + Math.floor(index / rows)] ?? 0);
      const moved = (parameters: LinearParameters, back: boolean): LinearParameters => ({
        ...parameters,
        'encoder.mean.weights': transposed(
          rotated(transposed(parameters['encoder.mean.weights'], dim, LATENT_DIM), back),
          LATENT_DIM,
          dim,
        ),
        'decoder.location.weights': rotated(parameters['decoder.location.weights'], back),
        'decoder.location.biases': rotated(parameters['decoder.location.biases'], back),
      });
      const points = centredPoints(member).map((x) => rotated(x, false));
      close(
        t,
        parametersOf(member),
        moved(
          byHand(moved(start, false), beta, 0.7, () => ({ points })),
          true,
        ),
      );
    }
  },
);

test.serial('steps on batches take the points of the batch stream, each step its own', async (t) => {
  for (const { member, start, beta, seed } of await trainedAndStart({ train: { steps: STEPS, batchSize: 30 } })) {
    const all = centredPoints(member);
    const stream = createBatchStream(all.length, 30, seedStream(seed, 'batches'));
    const pointsAt = () => ({ points: [...stream.next()].map((index) => all[index] as Float64Array) });
    close(t, parametersOf(member), byHand(start, beta, 0.7, pointsAt));
  }
});

/** The noise of a step as the trial's own stream has it, a draw for each of `count` points. */
function noiseOf(seed: number, step: number, count: number): Float64Array[] {
  const [low, high] = seedStream(seed, 'noise');
  const draws = backend
    .standardNormals([count, LATENT_DIM], tf.tensor2d([low, (high + step) | 0], [1, 2], 'int32'))
    .dataSync();
  return Array.from({ length: count }, (_, n) =>
    Float64Array.from(draws.subarray(n * LATENT_DIM, (n + 1) * LATENT_DIM)),
  );
}

test.serial("sampled steps draw each step's noise from the trial's own stream", async (t) => {
  const change = { objective: { estimator: 'stochastic' } } as const;
  for (const { member, start, beta, seed } of await trainedAndStart(change)) {
    const points = centredPoints(member);
    const pointsAt = (step: number) => ({ points, noise: noiseOf(seed, step, points.length) });
    close(t, parametersOf(member), byHand(start, beta, 0.7, pointsAt));
    t.notDeepEqual(noiseOf(seed, 1, 5), noiseOf(seed, 2, 5));
  }
});

test.serial('steps of a Bernoulli take centred images in and give the images themselves', async (t) => {
  const change = {
    dataset: { name: 'mnist-1k' },
    likelihood: { kind: 'bernoulli' },
    objective: { estimator: 'stochastic' },
    train: { steps: STEPS, batchSize: 20 },
    evaluation: { samples: 1 },
  } as const;
  for (const { member, start, beta, seed } of await trainedAndStart(change)) {
    const all = centredPoints(member);
    const stream = createBatchStream(all.length, 20, seedStream(seed, 'batches'));
    const pointsAt = (step: number) => ({
      points: [...stream.next()].map((index) => all[index] as Float64Array),
      noise: noiseOf(seed, step, 20),
      bernoulliMean: member.dataset.moments.mean,
    });
    close(t, parametersOf(member), byHand(start, beta, 1, pointsAt));
  }
});
