import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { metricsOf, type TrainedForTest, trainForTest } from '../support/train-for-test.ts';

// One latent dimension, so that the expectation over q(z|x, c) is a sum over a grid of z, in float64 and by plain loops.

const input = (change: Partial<TrialInput> = {}): TrialInput => ({
  dataset: { name: 'mnist-1k', condition: 'left-half' },
  model: { latentDim: 1 },
  likelihood: { kind: 'bernoulli' },
  train: { steps: 0 },
  evaluation: { samples: 64 },
  ...change,
});

interface Weights {
  readonly [name: string]: Float32Array;
}

function weightsOf({ files }: TrainedForTest): Weights {
  const { weightsManifest } = JSON.parse(files.get('weights/model.json') as string);
  const bytes = new Uint8Array(files.get('weights/weights.bin') as Uint8Array);
  let start = 0;
  return Object.fromEntries(
    weightsManifest[0].weights.map(({ name, shape }: { name: string; shape: number[] }) => {
      const size = shape.reduce((product, width) => product * width, 1);
      const values = new Float32Array(bytes.buffer, start, size);
      start += 4 * size;
      return [name, values];
    }),
  );
}

const at = (values: ArrayLike<number>, index: number) => values[index] ?? Number.NaN;

/** [count, dim] minus the mean of each column. */
function centred(values: Float32Array, count: number, dim: number): Float64Array {
  const means = new Float64Array(dim);
  for (let index = 0; index < count * dim; index++)
    means[index % dim] = at(means, index % dim) + at(values, index) / count;
  return Float64Array.from(values, (value, index) => value - at(means, index % dim));
}

/** The ELBO and its slope in the decoder's weights for the condition, [c, dim], means over the data points, nats. */
function byQuadrature(trained: TrainedForTest) {
  const { count, dim, values, condition } = trained.dataset;
  if (!condition) throw new Error('no condition');
  const weights = weightsOf(trained);
  const w = (name: string) => weights[name] ?? new Float32Array();
  const x = centred(values, count, dim);
  const c = centred(condition.values, count, condition.dim);
  const variance = Math.exp(at(w('encoder.logVariance'), 0));
  const nodes = Array.from({ length: 17 }, (_, index) => -6 + 0.75 * index);
  const density = nodes.map((node) => (0.75 * Math.exp(-(node ** 2) / 2)) / Math.sqrt(2 * Math.PI));
  let elbo = 0;
  const slope = new Float64Array(condition.dim * dim);
  for (let n = 0; n < count; n++) {
    const own = c.subarray(n * condition.dim, (n + 1) * condition.dim);
    let mean = at(w('encoder.mean.biases'), 0);
    for (let j = 0; j < dim; j++) mean += at(x, n * dim + j) * at(w('encoder.mean.weights'), j);
    for (let i = 0; i < own.length; i++) mean += at(own, i) * at(w('encoder.condition.weights'), i);
    elbo -= (variance + mean ** 2 - 1 - Math.log(variance)) / 2 / count;
    for (let j = 0; j < dim; j++) {
      const target = at(values, n * dim + j);
      let base = at(w('decoder.location.biases'), j);
      for (let i = 0; i < own.length; i++) base += at(own, i) * at(w('decoder.condition.weights'), i * dim + j);
      let residual = 0;
      for (const [node, noise] of nodes.entries()) {
        const logit = base + (mean + Math.sqrt(variance) * noise) * at(w('decoder.location.weights'), j);
        const softplus = Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
        elbo += (at(density, node) * (target * logit - softplus)) / count;
        residual += at(density, node) * (target - 1 / (1 + Math.exp(-logit)));
      }
      for (let i = 0; i < own.length; i++) {
        slope[i * dim + j] = at(slope, i * dim + j) + (residual * at(own, i)) / count;
      }
    }
  }
  return { elbo, slope };
}

test.serial('a conditional Bernoulli VAE: its ELBO is that of its weights, before training and after', async (t) => {
  for (const train of [{ steps: 0 }, { steps: 20, batchSize: 50 }]) {
    const trained = await trainForTest(input({ train, optimizer: { learningRate: 0.01 } }));
    const { elbo } = byQuadrature(trained);
    const found = metricsOf(trained).elbo ?? Number.NaN;
    // Ten times the sampling error of 64 samples for each of 1,000 points.
    t.true(Math.abs(found - elbo) < 0.5, `${found} against ${elbo}`);
  }
});

test.serial('a conditional Bernoulli VAE: the first step goes up the slope of the ELBO', async (t) => {
  const start = await trainForTest(input());
  // Without memory Adam's step is the rate times the sign of the slope.
  const optimizer = { learningRate: 1e-3, beta1: 0, beta2: 0 };
  const stepped = weightsOf(await trainForTest(input({ train: { steps: 1 }, optimizer })));
  const [name, { slope }] = ['decoder.condition.weights', byQuadrature(start)];
  const before = weightsOf(start)[name] ?? new Float32Array();
  const steepest = slope.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let looked = 0;
  for (const [index, value] of slope.entries()) {
    // Where it is flat, the noise of one sample a point decides.
    if (Math.abs(value) < 0.2 * steepest) continue;
    looked++;
    const step = at(stepped[name] ?? [], index) - at(before, index);
    t.true(Math.abs(step - 1e-3 * Math.sign(value)) < 1e-6, `${index}: ${step}, slope ${value}`);
  }
  t.true(looked > 100, `${looked}`);
});
