import * as tf from '@tensorflow/tfjs-core';
import type { ExecutionContext } from 'ava';
import { z } from 'zod';
import { type BoundLikelihood, BUILT_IN, bindLikelihood, type Fields, likelihoodOf } from '../../../src/index.ts';
import { normals } from '../../random-parameters.ts';

/** A likelihood with the fields written and the defaults of the others. */
export function bound(kind: string, written: Fields = {}): BoundLikelihood {
  const likelihood = likelihoodOf(BUILT_IN, { kind });
  return bindLikelihood(tf, likelihood, z.strictObject(likelihood.fields).parse(written));
}

/** What p(x|z) is made of, in float64. */
export interface Made {
  readonly location: number;
  readonly [head: string]: number;
}

/** ln p(x) in float64. */
export type Reference = (x: number, made: Made) => number;

const column = (values: readonly number[]) => tf.tensor([...values], [1, values.length, 1]);

function decodedOf(made: readonly Made[]) {
  const names = Object.keys(made[0] ?? {});
  const heads = names.map((name) => [name, column(made.map((one) => one[name] ?? Number.NaN))] as const);
  return { location: column([]), ...Object.fromEntries(heads) };
}

/** ln p(x) of data points of one dimension, each with what it is made of. */
export function logDensities(likelihood: BoundLikelihood, x: readonly number[], made: readonly Made[]): number[] {
  return [...likelihood.logDensity(column(x), decodedOf(made)).dataSync()];
}

/** Each density is that written down, within so many parts of its size (of 1 where it is smaller). */
export function holdsValues(
  t: ExecutionContext,
  likelihood: BoundLikelihood,
  reference: Reference,
  rows: readonly (readonly [x: number, made: Made, expected: number])[],
  parts = 2e-6,
): void {
  const computed = logDensities(
    likelihood,
    rows.map(([x]) => x),
    rows.map(([, made]) => made),
  );
  for (const [index, [x, made, expected]] of rows.entries()) {
    const size = Math.max(1, Math.abs(expected));
    const words = `${x} ${JSON.stringify(made)}: ${computed[index]}, not ${expected}`;
    t.true(Math.abs((computed[index] ?? Number.NaN) - expected) < parts * size, words);
    t.true(Math.abs(reference(x, made) - expected) < 1e-8 * size, `in float64 ${reference(x, made)}`);
  }
}

/** The slope in everything that the density is made of is that of the float64 density, by central differences. */
export function holdsGradients(
  t: ExecutionContext,
  likelihood: BoundLikelihood,
  reference: Reference,
  rows: readonly (readonly [x: number, made: Made])[],
  parts = 5e-6,
): void {
  const x = rows.map(([value]) => value);
  const weights = rows.map((_, index) => 0.5 + index);
  const decoded: Readonly<Record<string, tf.Tensor>> = decodedOf(rows.map(([, made]) => made));
  for (const name of Object.keys(decoded)) {
    const slopes = tf
      .grad((head: tf.Tensor) => {
        const densities = likelihood.logDensity(column(x), { location: head, ...decoded, [name]: head });
        return tf.sum(tf.mul(densities, tf.tensor(weights, [1, weights.length])));
      })(decoded[name] as tf.Tensor)
      .dataSync();
    for (const [index, [value, made]] of rows.entries()) {
      const h = 1e-5 * Math.max(1, Math.abs(made[name] ?? 0));
      const at = (change: number) => reference(value, { ...made, [name]: (made[name] ?? Number.NaN) + change });
      const expected = ((at(h) - at(-h)) / (2 * h)) * (weights[index] ?? 0);
      const near = parts * Math.max(1, Math.abs(expected), Math.abs(value) * (weights[index] ?? 0));
      t.true(
        Math.abs((slopes[index] ?? Number.NaN) - expected) < near,
        `${name} at ${value} ${JSON.stringify(made)}: ${slopes[index]}, not ${expected}`,
      );
    }
  }
}

/** Over a grid of x, of so much weight each, the density comes to 1, and x weighed by it to the mean. */
export function holdsMean(
  t: ExecutionContext,
  likelihood: BoundLikelihood,
  made: Made,
  grid: { readonly x: readonly number[]; readonly weights: (index: number) => number },
  near = 1e-4,
): void {
  const densities = logDensities(
    likelihood,
    grid.x,
    grid.x.map(() => made),
  ).map((value, index) => Math.exp(value) * grid.weights(index));
  const whole = densities.reduce((total, value) => total + value, 0);
  const mean = densities.reduce((total, value, index) => total + value * (grid.x[index] ?? 0), 0);
  const [said = Number.NaN] = likelihood.mean(decodedOf([made])).dataSync();
  t.true(Math.abs(whole - 1) < near, `${JSON.stringify(made)} comes to ${whole}`);
  t.true(Math.abs(mean - said) < near * Math.max(1, Math.abs(said)), `the mean is ${mean}, not ${said}`);
}

/** Midpoints of so many parts of an interval. */
export function interval(from: number, to: number, steps: number) {
  const width = (to - from) / steps;
  return {
    x: Array.from({ length: steps }, (_, index) => from + (index + 0.5) * width),
    weights: () => width,
  };
}

/** 0, 1, ... below `end`. */
export const countsBelow = (end: number) => ({ x: Array.from({ length: end }, (_, x) => x), weights: () => 1 });

const dim = 3;
const points = 4;
const width = 2;

/** Members of a pack with numbers of their own are each as alone, of one posterior sample and of two. */
export function holdsPack(
  t: ExecutionContext,
  kind: string,
  fields: readonly [Fields, Fields],
  x: readonly number[],
): void {
  const members = fields.map((own) => bound(kind, own));
  const [first] = members as [BoundLikelihood];
  const features = tf.tensor(normals(2 * points * width, 5), [2, points, width]);
  const parameters = (member: number) =>
    Object.fromEntries(
      Object.entries(first.parameters({ width, dim })).map(([name, { shape }], index) => {
        const size = shape.reduce((product, length) => product * length, 1);
        return [name, tf.tensor(normals(size, 100 * member + index), [1, ...shape])];
      }),
    );
  const numbersOf = (likelihoods: readonly BoundLikelihood[]) =>
    Object.fromEntries(
      Object.keys(first.numbers).map((name) => [
        name,
        tf.tensor(
          likelihoods.map(({ numbers }) => numbers[name] ?? Number.NaN),
          [likelihoods.length, 1, 1],
        ),
      ]),
    );
  const [one, other] = [parameters(0), parameters(1)];
  const both = Object.fromEntries(
    Object.entries(one).map(([name, values]) => [name, tf.concat([values, other[name] as tf.Tensor], 0)]),
  );
  const location = tf.tensor(normals(2 * points * dim, 7), [2, points, dim]);
  const values = tf.tensor([...x], [1, points, dim]);
  const heads = first.heads({ parameters: both, numbers: numbersOf(members), features });
  const packed = first.logDensity(values, { location, ...heads });
  t.deepEqual(packed.shape, [2, points]);
  const alone = members.map((likelihood, member) => {
    const own = tf.slice(features, [member, 0, 0], [1, points, width]);
    const given = { parameters: member === 0 ? one : other, numbers: numbersOf([likelihood]), features: own };
    const decoded = {
      location: tf.slice(location, [member, 0, 0], [1, points, dim]),
      ...likelihood.heads(given),
    };
    return likelihood.logDensity(values, decoded);
  });
  const [a, b] = alone.map((tensor) => [...tensor.dataSync()]);
  t.notDeepEqual(a, b);
  t.true([...(a ?? []), ...(b ?? [])].every(Number.isFinite));
  const near = 1e-5 * (1 + Math.max(...[...(a ?? []), ...(b ?? [])].map(Math.abs)));
  t.true((tf.max(tf.abs(tf.sub(packed, tf.concat(alone, 0)))).dataSync()[0] ?? 1) < near);
  const apart = (tensor: tf.Tensor) =>
    tensor.shape[1] === 1 ? tf.expandDims(tensor, 1) : tf.tile(tf.expandDims(tensor, 1), [1, 2, 1, 1]);
  const split = Object.fromEntries(Object.entries(heads).map(([name, head]) => [name, apart(head)]));
  const sampled = first.logDensity(tf.expandDims(values, 1), { location: apart(location), ...split });
  t.deepEqual(sampled.shape, [2, 2, points]);
  const twice = tf.tile(tf.expandDims(packed, 1), [1, 2, 1]);
  t.true((tf.max(tf.abs(tf.sub(sampled, twice))).dataSync()[0] ?? 1) < near);
}

/** What the network gives is the affine map of its last layer, with the floor added to what it stands for. */
export function holdsNetwork(t: ExecutionContext, kind: string, fields: Fields, head: string, floor: number): void {
  const likelihood = bound(kind, { ...fields, learn: 'network' });
  const definitions = likelihood.parameters({ width, dim });
  const shapes = { [`decoder.${head}.weights`]: [width, dim], [`decoder.${head}.biases`]: [1, dim] };
  for (const [name, shape] of Object.entries(shapes)) t.deepEqual(definitions[name]?.shape, shape);
  const parameters = Object.fromEntries(
    Object.entries(definitions).map(([name, { shape }], index) => [
      name,
      tf.tensor(
        normals(
          shape.reduce((product, length) => product * length, 1),
          index,
        ),
        [1, ...shape],
      ),
    ]),
  );
  const features = tf.tensor(normals(points * width, 9), [1, points, width]);
  const numbers = Object.fromEntries(
    Object.entries(likelihood.numbers).map(([name, value]) => [name, tf.fill([1, 1, 1], value)]),
  );
  const given = likelihood.heads({ parameters, numbers, features })[head]?.dataSync() ?? [];
  const [weights, biases] = Object.keys(shapes).map((name) => parameters[name]?.dataSync() ?? []);
  const codes = features.dataSync();
  for (let index = 0; index < points * dim; index++) {
    const [point, j] = [Math.floor(index / dim), index % dim];
    let expected = biases?.[j] ?? Number.NaN;
    for (let i = 0; i < width; i++) expected += (codes[point * width + i] ?? 0) * (weights?.[i * dim + j] ?? 0);
    const floored = floor > 0 ? Math.log(Math.exp(expected) + floor) : expected;
    t.true(Math.abs((given[index] ?? Number.NaN) - floored) < 1e-5, `${given[index]}, not ${floored}`);
  }
  t.throws(() => likelihood.heads({ parameters, numbers, features: null }), {
    message: /the network, which was not run/,
  });
}
