import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import type { Initialization } from '../../src/index.ts';
import { openSetting } from '../open-setting.ts';

const definitionsOf = (
  model: TrialInput['model'],
  likelihood: NonNullable<TrialInput['likelihood']> = {},
  dim = 10,
  condition = 0,
) =>
  openSetting(
    trialSpecification.parse({
      dataset: { name: 'synthetic', eigenvalues: [1], dim, count: 4 },
      model,
      likelihood,
      train: { steps: 1 },
    }),
    dim,
    condition,
  ).model.parameters;

/** How each parameter starts, in a word and a number. */
const starts = (definitions: ReturnType<typeof definitionsOf>) =>
  Object.fromEntries(
    Object.entries(definitions).map(([name, { start, shape }]) => [name, `${Object.entries(start).join()} ${shape}`]),
  );

const of = (kind: 'normal' | 'uniform' | 'constant', value: number, ...shape: number[]) => `${kind},${value} ${shape}`;

const networks = (initialization: Initialization, activation: 'relu' | 'tanh' | 'identity' = 'relu') => ({
  latentDim: 3,
  initialization,
  encoder: { hidden: [8, 6], activation, variance: 'amortized' as const },
  decoder: { hidden: [5], activation },
});

test('a linear model starts with N(0, 1 / inputs), zero biases and unit variances', (t) => {
  const linear = definitionsOf({ latentDim: 4 }, { learn: 'scalar', variance: 0.5, varianceFloor: 0.1 });
  t.deepEqual(starts(linear), {
    'encoder.mean.weights': of('normal', Math.sqrt(1 / 10), 10, 4),
    'encoder.mean.biases': of('constant', 0, 1, 4),
    'encoder.logVariance': of('constant', 0, 1, 4),
    'decoder.location.weights': of('normal', Math.sqrt(1 / 4), 4, 10),
    'decoder.location.biases': of('constant', 0, 1, 10),
    'decoder.logVariance': of('constant', Math.log(0.5 - 0.1), 1, 1),
  });
});

test('a learned variance starts at likelihood.variance, the floor in it; one below the floor at a thousandth', (t) => {
  const start = (learn: 'scalar' | 'per-dimension', variance: number, varianceFloor: number) =>
    starts(definitionsOf({ latentDim: 2 }, { learn, variance, varianceFloor }))['decoder.logVariance'];
  t.is(start('per-dimension', 2, 0), of('constant', Math.log(2), 1, 10));
  t.is(start('scalar', 2, 0.75), of('constant', Math.log(1.25), 1, 1));
  t.is(start('scalar', 0.5, 0.5), of('constant', Math.log(0.5e-3), 1, 1));
  t.is(start('scalar', 0.5, 0.6), of('constant', Math.log(0.5e-3), 1, 1));
});

test('he-normal: N(0, 2 / inputs) in front of a relu, N(0, 1 / inputs) elsewhere, variance heads a tenth of that', (t) => {
  const found = starts(definitionsOf(networks('he-normal'), { learn: 'network', variance: 0.5 }));
  t.deepEqual(found, {
    'encoder.0.weights': of('normal', Math.sqrt(2 / 10), 10, 8),
    'encoder.0.biases': of('constant', 0, 1, 8),
    'encoder.1.weights': of('normal', Math.sqrt(2 / 8), 8, 6),
    'encoder.1.biases': of('constant', 0, 1, 6),
    'encoder.mean.weights': of('normal', Math.sqrt(1 / 6), 6, 3),
    'encoder.mean.biases': of('constant', 0, 1, 3),
    'encoder.logVariance.weights': of('normal', Math.sqrt(0.01 / 6), 6, 3),
    'encoder.logVariance.biases': of('constant', 0, 1, 3),
    'decoder.0.weights': of('normal', Math.sqrt(2 / 3), 3, 5),
    'decoder.0.biases': of('constant', 0, 1, 5),
    'decoder.location.weights': of('normal', Math.sqrt(1 / 5), 5, 10),
    'decoder.location.biases': of('constant', 0, 1, 10),
    'decoder.logVariance.weights': of('normal', Math.sqrt(0.01 / 5), 5, 10),
    'decoder.logVariance.biases': of('constant', Math.log(0.5), 1, 10),
  });
  for (const activation of ['tanh', 'identity'] as const) {
    const other = starts(definitionsOf(networks('he-normal', activation)));
    t.is(other['encoder.1.weights'], of('normal', Math.sqrt(1 / 8), 8, 6));
    t.is(other['decoder.0.weights'], of('normal', Math.sqrt(1 / 3), 3, 5));
  }
});

test('glorot-uniform, the default: uniform within sqrt(6 / (inputs + outputs)), zero biases, the same variance heads', (t) => {
  const { initialization: _, ...unnamed } = networks('he-normal');
  const found = starts(definitionsOf(unnamed, { learn: 'network', variance: 0.5 }));
  t.deepEqual(found, {
    'encoder.0.weights': of('uniform', Math.sqrt(6 / 18), 10, 8),
    'encoder.0.biases': of('constant', 0, 1, 8),
    'encoder.1.weights': of('uniform', Math.sqrt(6 / 14), 8, 6),
    'encoder.1.biases': of('constant', 0, 1, 6),
    'encoder.mean.weights': of('uniform', Math.sqrt(6 / 9), 6, 3),
    'encoder.mean.biases': of('constant', 0, 1, 3),
    'encoder.logVariance.weights': of('normal', Math.sqrt(0.01 / 6), 6, 3),
    'encoder.logVariance.biases': of('constant', 0, 1, 3),
    'decoder.0.weights': of('uniform', Math.sqrt(6 / 8), 3, 5),
    'decoder.0.biases': of('constant', 0, 1, 5),
    'decoder.location.weights': of('uniform', Math.sqrt(6 / 15), 5, 10),
    'decoder.location.biases': of('constant', 0, 1, 10),
    'decoder.logVariance.weights': of('normal', Math.sqrt(0.01 / 5), 5, 10),
    'decoder.logVariance.biases': of('constant', Math.log(0.5), 1, 10),
  });
});

test('pytorch: weights and biases uniform within 1 / sqrt(inputs), the same variance heads', (t) => {
  const found = starts(definitionsOf(networks('pytorch', 'tanh')));
  t.is(found['encoder.0.weights'], of('uniform', 1 / Math.sqrt(10), 10, 8));
  t.is(found['encoder.0.biases'], of('uniform', 1 / Math.sqrt(10), 1, 8));
  t.is(found['encoder.mean.biases'], of('uniform', 1 / Math.sqrt(6), 1, 3));
  t.is(found['encoder.logVariance.biases'], of('constant', 0, 1, 3));
  t.is(found['decoder.location.weights'], of('uniform', 1 / Math.sqrt(5), 5, 10));
});

test('convolutions count their fans in channels times the 16 values of a kernel', (t) => {
  const model = (initialization: Initialization) => ({
    latentDim: 3,
    initialization,
    encoder: { channels: [4, 6] },
    decoder: { channels: [6, 4] },
  });
  const found = (initialization: Initialization) => starts(definitionsOf(model(initialization), {}, 64));
  const glorot = found('glorot-uniform');
  t.is(glorot['encoder.convolution.0.weights'], of('uniform', Math.sqrt(6 / (16 * (1 + 4))), 16, 4));
  t.is(glorot['encoder.convolution.1.weights'], of('uniform', Math.sqrt(6 / (16 * (4 + 6))), 64, 6));
  t.is(glorot['decoder.image.weights'], of('uniform', Math.sqrt(6 / (3 + 24)), 3, 24));
  t.is(glorot['decoder.convolution.0.weights'], of('uniform', Math.sqrt(6 / (16 * (6 + 4))), 6, 64));
  t.is(glorot['decoder.convolution.1.weights'], of('uniform', Math.sqrt(6 / (16 * (4 + 1))), 4, 16));
  t.is(glorot['decoder.convolution.1.biases'], of('constant', 0, 1, 1));
  const pytorch = found('pytorch');
  t.is(pytorch['encoder.convolution.1.biases'], of('uniform', 1 / Math.sqrt(64), 1, 6));
  // PyTorch takes a transposed convolution's fan in from its outputs.
  t.is(pytorch['decoder.convolution.0.weights'], of('uniform', 1 / Math.sqrt(64), 6, 64));
  const he = found('he-normal');
  t.is(he['encoder.convolution.1.weights'], of('normal', Math.sqrt(2 / 64), 64, 6));
  t.is(he['decoder.image.weights'], of('normal', Math.sqrt(2 / 3), 3, 24));
  t.is(he['decoder.convolution.0.weights'], of('normal', Math.sqrt(2 / 24), 6, 64));
  t.is(he['decoder.convolution.1.weights'], of('normal', Math.sqrt(1 / 16), 4, 16));
});

test('the second level and the weights of a condition start as the rest of the model', (t) => {
  const model = { ...networks('glorot-uniform'), second: { latentDim: 2 } };
  const found = starts(definitionsOf(model, {}, 10, 4));
  t.is(found['encoder.condition.weights'], of('uniform', Math.sqrt(6 / 12), 4, 8));
  t.is(found['decoder.condition.weights'], of('uniform', Math.sqrt(6 / 9), 4, 5));
  t.is(found['encoder.second.weights'], of('uniform', Math.sqrt(6 / 5), 3, 2));
  t.is(found['decoder.second.weights'], of('uniform', Math.sqrt(6 / 5), 2, 3));
  t.is(found['encoder.second.logVariance'], of('constant', 0, 1, 2));
  const linear = starts(definitionsOf({ latentDim: 3, second: { latentDim: 2 } }, {}, 10, 4));
  t.is(linear['encoder.condition.weights'], of('normal', Math.sqrt(1 / 4), 4, 3));
  t.is(linear['encoder.second.weights'], of('normal', Math.sqrt(1 / 3), 3, 2));
});

test('a second level starts like a linear layer each way, with a posterior variance of 1', (t) => {
  const definitions = definitionsOf({ latentDim: 4, second: { latentDim: 1 } }, {}, 9);
  t.deepEqual(Object.fromEntries(Object.entries(definitions).filter(([name]) => name.includes('second'))), {
    'encoder.second.weights': { shape: [4, 1], start: { normal: 0.5 } },
    'encoder.second.biases': { shape: [1, 1], start: { constant: 0 } },
    'encoder.second.logVariance': { shape: [1, 1], start: { constant: 0 } },
    'decoder.second.weights': { shape: [1, 4], start: { normal: 1 } },
    'decoder.second.biases': { shape: [1, 4], start: { constant: 0 } },
  });
});

test('a posterior variance that is fixed is no parameter', (t) => {
  for (const variance of ['shared', 'amortized'] as const) {
    const names = Object.keys(
      definitionsOf({ latentDim: 3, encoder: { variance }, second: { latentDim: 2, firstVariance: 0.5 } }),
    );
    t.deepEqual(
      names.filter((name) => name.startsWith('encoder.logVariance')),
      [],
    );
  }
});
