import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import {
  convolutionDefinitions,
  convolutions,
  squareImage,
  transposedConvolutions,
  transposedDefinitions,
} from '../../src/networks/convolution-layers.ts';
import { arraysOf, backend, normals, randomParameters, tensorsOf } from '../random-parameters.ts';

test.before(() => backend.description);

type Arrays = Readonly<Record<string, Float64Array>>;

/** Index of kernel position (y, x) in the order in which the library keeps its 16 values. */
function kernelIndex(y: number, x: number): number {
  return (((y >> 1) * 2 + (x >> 1)) * 2 + (y & 1)) * 2 + (x & 1);
}

/** Position of channel c at (y, x) of an image. */
const at = (side: number, channels: number, y: number, x: number, c: number) => (y * side + x) * channels + c;

/** A 4 x 4 convolution with stride 2 and padding 1 by its definition. */
function convolve(arrays: Arrays, name: string, image: number[], side: number, channels: number): number[] {
  const [weights, biases] = [arrays[`${name}.weights`], arrays[`${name}.biases`]] as [Float64Array, Float64Array];
  const out = biases.length;
  const half = side / 2;
  const result = Array.from({ length: half * half * out }, (_, index) => biases[index % out] as number);
  for (let i = 0; i < half; i++) {
    for (let j = 0; j < half; j++) {
      for (let ky = 0; ky < 4; ky++) {
        for (let kx = 0; kx < 4; kx++) {
          const [y, x] = [2 * i + ky - 1, 2 * j + kx - 1];
          if (y < 0 || x < 0 || y >= side || x >= side) continue;
          for (let c = 0; c < channels; c++) {
            for (let o = 0; o < out; o++) {
              const weight = weights[(kernelIndex(ky, kx) * channels + c) * out + o] as number;
              const target = at(half, out, i, j, o);
              result[target] = (result[target] ?? 0) + weight * (image[at(side, channels, y, x, c)] ?? 0);
            }
          }
        }
      }
    }
  }
  return result;
}

/** Its transpose. */
function spread(arrays: Arrays, name: string, image: number[], side: number, channels: number): number[] {
  const [weights, biases] = [arrays[`${name}.weights`], arrays[`${name}.biases`]] as [Float64Array, Float64Array];
  const out = biases.length;
  const double = side * 2;
  const result = Array.from({ length: double * double * out }, (_, index) => biases[index % out] as number);
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      for (let ky = 0; ky < 4; ky++) {
        for (let kx = 0; kx < 4; kx++) {
          const [y, x] = [2 * i + ky - 1, 2 * j + kx - 1];
          if (y < 0 || x < 0 || y >= double || x >= double) continue;
          for (let c = 0; c < channels; c++) {
            for (let o = 0; o < out; o++) {
              const weight = weights[(c * 16 + kernelIndex(ky, kx)) * out + o] as number;
              const target = at(double, out, y, x, o);
              result[target] = (result[target] ?? 0) + weight * (image[at(side, channels, i, j, c)] ?? 0);
            }
          }
        }
      }
    }
  }
  return result;
}

const relu = (values: number[]) => values.map((value) => Math.max(0, value));

function close(t: { true(value: boolean, message?: string): void }, found: ArrayLike<number>, expected: number[]) {
  for (const [index, value] of expected.entries()) {
    t.true(Math.abs((found[index] ?? Number.NaN) - value) < 1e-5 * (1 + Math.abs(value)), `${index}: ${found[index]}`);
  }
}

const [side, channels, batch] = [8, 3, 2];
const dim = side * side * channels;

test('convolutions are what their definition says, for each image and each member of a pack', (t) => {
  const { definitions, width } = convolutionDefinitions('encoder', dim, [4, 5], 'relu');
  t.is(width, 2 * 2 * 5);
  const random = randomParameters(definitions, 2, 3);
  const arrays = arraysOf(random);
  const x = normals(batch * dim, 8);
  const run = (members: number[]) =>
    tf.tidy(() =>
      convolutions(tf, tensorsOf(random, members), 'encoder', [4, 5], 'relu', tf.tensor(x, [1, batch, dim])).dataSync(),
    );
  const together = run([0, 1]);
  for (let n = 0; n < batch; n++) {
    const image = [...x.subarray(n * dim, (n + 1) * dim)];
    const first = relu(convolve(arrays, 'encoder.convolution.0', image, side, channels));
    const second = relu(convolve(arrays, 'encoder.convolution.1', first, side / 2, 4));
    close(t, together.subarray(n * width, (n + 1) * width), second);
  }
  t.deepEqual([...run([0])], [...together.subarray(0, batch * width)]);
  t.deepEqual([...run([1])], [...together.subarray(batch * width)]);
});

test('transposed convolutions are what their definition says', (t) => {
  const definitions = transposedDefinitions('decoder', 7, dim, [5, 4], 'relu');
  const random = randomParameters(definitions, 1, 4);
  const arrays = arraysOf(random);
  t.deepEqual(random['decoder.image.weights']?.shape, [7, 2 * 2 * 5]);
  const x = normals(batch * 20, 9);
  const found = tf.tidy(() =>
    transposedConvolutions(
      tf,
      tensorsOf(random, [0]),
      'decoder',
      [5, 4],
      'relu',
      tf.tensor(x, [1, batch, 20]),
    ).dataSync(),
  );
  for (let n = 0; n < batch; n++) {
    const first = relu(spread(arrays, 'decoder.convolution.0', [...x.subarray(n * 20, (n + 1) * 20)], 2, 5));
    close(t, found.subarray(n * dim, (n + 1) * dim), spread(arrays, 'decoder.convolution.1', first, 4, 4));
  }
});

test('values are one or three channels of a square', (t) => {
  t.deepEqual(squareImage(784), { side: 28, channels: 1 });
  t.deepEqual(squareImage(64 * 64 * 3), { side: 64, channels: 3 });
  t.throws(() => squareImage(392), { message: /no square image/ });
});
