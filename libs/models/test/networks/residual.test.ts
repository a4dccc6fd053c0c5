import { trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { BUILT_IN, networkOf } from '../../src/index.ts';
import { openSetting } from '../open-setting.ts';
import {
  arraysOf,
  backend,
  normals,
  type RandomParameters,
  randomParameters,
  tensorsOf,
} from '../random-parameters.ts';

test.before(() => backend.description);

const [widthIn, width, blocks, conditionDim, points] = [5, 4, 3, 2, 6];
const activations = { relu: (value: number) => Math.max(0, value), tanh: Math.tanh };

type Arrays = Readonly<Record<string, Float64Array>>;

/** x W of stored weights [in, out]. */
function product(weights: Float64Array, x: readonly number[]): number[] {
  const out = weights.length / x.length;
  return Array.from({ length: out }, (_, j) =>
    x.reduce((sum, value, i) => sum + value * (weights[i * out + j] ?? 0), 0),
  );
}

const sum = (one: readonly number[], other: ArrayLike<number>) =>
  one.map((value, i) => value + (other[i] ?? Number.NaN));

function affine(arrays: Arrays, name: string, x: readonly number[]): number[] {
  return sum(product(arrays[`${name}.weights`] as Float64Array, x), arrays[`${name}.biases`] as Float64Array);
}

/** The network by its definition, of one data point, float64. */
function byHand(arrays: Arrays, f: (value: number) => number, x: number[], condition: number[] | null): number[] {
  let h = affine(arrays, 'encoder.0', x);
  if (condition) h = sum(h, product(arrays['encoder.condition.weights'] as Float64Array, condition));
  for (let block = 0; block < blocks; block++) {
    const inner = affine(arrays, `encoder.block.${block}.first`, h.map(f));
    h = sum(h, affine(arrays, `encoder.block.${block}.second`, inner.map(f)));
  }
  return h.map(f);
}

const own = (activation: 'relu' | 'tanh') => ({ network: 'residual', width, blocks, activation });

function open(activation: 'relu' | 'tanh') {
  const place = { name: 'encoder', widthIn, dim: widthIn, initialization: 'he-normal' as const };
  return networkOf(BUILT_IN, own(activation)).hidden(own(activation), place);
}

const conditionWeights = { 'encoder.condition.weights': { shape: [conditionDim, width], start: { normal: 1 } } };

/** The members of a pack from `index` on. */
const membersFrom = (random: RandomParameters, index: number): RandomParameters =>
  Object.fromEntries(
    Object.entries(random).map(([name, { shape, members }]) => [name, { shape, members: members.slice(index) }]),
  );

for (const activation of ['relu', 'tanh'] as const) {
  for (const isConditional of [false, true]) {
    test(`${activation}${isConditional ? ', with a condition' : ''}: it is what its definition says, for each member of a pack`, (t) => {
      const { definitions, run, width: out, firstWidth } = open(activation);
      t.is(out, width);
      t.is(firstWidth, width);
      const random = randomParameters({ ...definitions, ...conditionWeights }, 2, 3);
      const [x, condition] = [normals(points * widthIn, 1), normals(points * conditionDim, 2)];
      const given = isConditional ? tf.tensor(condition, [1, points, conditionDim]) : null;
      const found = tf.tidy(() =>
        run(tf, tensorsOf(random, [0, 1]), tf.tensor(x, [1, points, widthIn]), given).dataSync(),
      );
      t.is(found.length, 2 * points * width);
      for (let pack = 0; pack < 2; pack++) {
        const arrays = arraysOf(membersFrom(random, pack));
        for (let n = 0; n < points; n++) {
          const seen = isConditional ? [...condition.subarray(n * conditionDim, (n + 1) * conditionDim)] : null;
          const point = [...x.subarray(n * widthIn, (n + 1) * widthIn)];
          for (const [i, expected] of byHand(arrays, activations[activation], point, seen).entries()) {
            const value = found[(pack * points + n) * width + i] ?? Number.NaN;
            t.true(Math.abs(value - expected) < 1e-5 * (1 + Math.abs(expected)), `${value} against ${expected}`);
          }
        }
      }
    });
  }
}

test('every block starts by handing on what it gets', (t) => {
  const { definitions, run } = open('tanh');
  const random = randomParameters(definitions, 1, 4);
  const started = Object.fromEntries(
    Object.entries(random).map(([name, { shape, members }]) => {
      const start = definitions[name]?.start ?? { normal: 1 };
      return [name, { shape, members: members.map((v) => ('constant' in start ? v.map(() => start.constant) : v)) }];
    }),
  );
  const x = normals(points * widthIn, 1);
  const found = run(tf, tensorsOf(started, [0]), tf.tensor(x, [1, points, widthIn]), null).dataSync();
  for (let n = 0; n < points; n++) {
    const first = affine(arraysOf(started), 'encoder.0', [...x.subarray(n * widthIn, (n + 1) * widthIn)]);
    for (const [i, value] of first.map(Math.tanh).entries()) {
      t.true(Math.abs((found[n * width + i] ?? Number.NaN) - value) < 1e-6);
    }
  }
});

test('only the layers that add start at zero, the others as the initialization says', (t) => {
  const { definitions } = open('relu');
  const expected: Record<string, unknown> = {
    'encoder.0.weights': { shape: [widthIn, width], start: { normal: Math.sqrt(2 / widthIn) } },
    'encoder.0.biases': { shape: [1, width], start: { constant: 0 } },
  };
  for (let block = 0; block < blocks; block++) {
    expected[`encoder.block.${block}.first.weights`] = {
      shape: [width, width],
      start: { normal: Math.sqrt(2 / width) },
    };
    expected[`encoder.block.${block}.first.biases`] = { shape: [1, width], start: { constant: 0 } };
    expected[`encoder.block.${block}.second.weights`] = { shape: [width, width], start: { constant: 0 } };
    expected[`encoder.block.${block}.second.biases`] = { shape: [1, width], start: { constant: 0 } };
  }
  t.deepEqual(definitions, expected as typeof definitions);
});

test('a model of residual networks has heads behind them, and a condition in the first layer of each', (t) => {
  const specification = trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [1], dim: widthIn, count: points },
    model: {
      latentDim: 2,
      encoder: { network: 'residual', width, blocks, activation: 'tanh', variance: 'amortized' },
      decoder: { network: 'residual', width: 3, blocks: 1 },
    },
    train: { steps: 1 },
  });
  const { model } = openSetting(specification, widthIn, conditionDim);
  t.is(model.encoderWidths, null);
  t.is(model.decoderWidths, null);
  t.deepEqual(model.parameters['encoder.condition.weights']?.shape, [conditionDim, width]);
  t.deepEqual(model.parameters['decoder.condition.weights']?.shape, [conditionDim, 3]);
  const random = randomParameters(model.parameters, 1, 5);
  const arrays = arraysOf(random);
  const [x, condition] = [normals(points * widthIn, 1), normals(points * conditionDim, 2)];
  const { mean, logVariance } = model.encode(
    tensorsOf(random, [0]),
    tf.tensor(x, [1, points, widthIn]),
    tf.tensor(condition, [1, points, conditionDim]),
  );
  for (let n = 0; n < points; n++) {
    const seen = [...condition.subarray(n * conditionDim, (n + 1) * conditionDim)];
    const features = byHand(arrays, Math.tanh, [...x.subarray(n * widthIn, (n + 1) * widthIn)], seen);
    for (const [name, found] of Object.entries({ mean, logVariance })) {
      for (const [i, expected] of affine(arrays, `encoder.${name}`, features).entries()) {
        t.true(Math.abs((found.dataSync()[n * 2 + i] ?? Number.NaN) - expected) < 1e-5 * (1 + Math.abs(expected)));
      }
    }
  }
});

test('its cost is its weights', (t) => {
  const fields = own('relu');
  const weights = Object.entries(open('relu').definitions).filter(([name]) => name.endsWith('.weights'));
  const counted = weights.reduce(
    (
      total,
      [
        ,
        {
          shape: [rows = 0, columns = 0],
        },
      ],
    ) => total + rows * columns,
    width * 7,
  );
  t.is(networkOf(BUILT_IN, fields).cost(fields, 'encoder', { widthIn, out: 7 }), counted);
});
