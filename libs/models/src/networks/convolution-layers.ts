import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import { named } from '../contracts/named.ts';
import type { ParameterDefinition, Parameters } from '../contracts/parameters.ts';
import { type Activation, activate } from './activation.ts';
import { denseDefinitions, heGain } from './dense-layers.ts';
import { type Initialization, layerStart } from './layer-start.ts';

/** A square image, its values row by row with the channels of a pixel side by side. */
export interface SquareImage {
  readonly side: number;
  readonly channels: number;
}

/** The square image of one or three channels that `dim` values are; 3 n^2 is never a square, so there is one at most. */
export function squareImage(dim: number): SquareImage {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(dim / channels);
    if (Number.isInteger(side)) return { side, channels };
  }
  throw new Error(`${dim} values are no square image of one or three channels`);
}

/*
 * Kernels are 4 x 4 with stride 2 and one pixel of padding, so that each layer halves or doubles the side. They are
 * taken as matrix products over blocks of 2 x 2 pixels, four of which a kernel covers: so every back end has their
 * gradients, they have a pack axis, and they compile. The 16 values of a kernel are in the order block row, block
 * column, row in the block, column in the block.
 */

/** The convolutions `${name}.convolution.0`, ...; x [P, B, side * side * channels] gives [P, B, features]. */
export function convolutions(
  ops: Operations,
  parameters: Parameters,
  name: string,
  widths: readonly number[],
  activation: Activation,
  x: tf.Tensor,
): tf.Tensor {
  let image = squareImage(x.shape[2] ?? 0);
  let values = x;
  for (const [layer, channels] of widths.entries()) {
    values = activate(ops, activation, halved(ops, parameters, `${name}.convolution.${layer}`, values, image));
    image = { side: image.side / 2, channels };
  }
  return values;
}

/** The transposed convolutions; x [P, B, features] gives [P, B, dim]. The last has no activation. */
export function transposedConvolutions(
  ops: Operations,
  parameters: Parameters,
  name: string,
  widths: readonly number[],
  activation: Activation,
  x: tf.Tensor,
): tf.Tensor {
  const [first = 1] = widths;
  let image = { side: Math.sqrt((x.shape[2] ?? 0) / first), channels: first };
  let values = x;
  for (const layer of widths.keys()) {
    const path = `${name}.convolution.${layer}`;
    const channels = named(parameters, `${path}.biases`).shape[2] ?? 1;
    values = doubled(ops, parameters, path, values, image, channels);
    if (layer < widths.length - 1) values = activate(ops, activation, values);
    image = { side: image.side * 2, channels };
  }
  return values;
}

function halved(
  ops: Operations,
  parameters: Parameters,
  name: string,
  x: tf.Tensor,
  { side, channels }: SquareImage,
): tf.Tensor {
  const [pack = 1, batch = 1] = x.shape;
  const half = side / 2;
  const padded = ops.pad(ops.reshape(x, [pack * batch, side, side, channels]), [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  const inRows = ops.reshape(padded, [pack * batch * (half + 1), 2, half + 1, 2 * channels]);
  const blocks = ops.reshape(ops.transpose(inRows, [0, 2, 1, 3]), [pack * batch, half + 1, half + 1, 4 * channels]);
  const covered = CORNERS.map(([row, column]) =>
    ops.slice(blocks, [0, row, column, 0], [pack * batch, half, half, 4 * channels]),
  );
  const patches = ops.reshape(ops.concat(covered, 3), [pack, batch * half * half, 16 * channels]);
  const products = ops.matMul(patches, named(parameters, `${name}.weights`));
  const result = ops.add(products, named(parameters, `${name}.biases`));
  return ops.reshape(result, [result.shape[0] ?? 1, batch, -1]);
}

function doubled(
  ops: Operations,
  parameters: Parameters,
  name: string,
  x: tf.Tensor,
  { side, channels }: SquareImage,
  channelsOut: number,
): tf.Tensor {
  const [pack = 1, batch = 1] = x.shape;
  const pixels = ops.reshape(x, [pack, batch * side * side, channels]);
  const products = ops.matMul(pixels, named(parameters, `${name}.weights`));
  const images = pack * batch;
  const patches = ops.reshape(products, [images, side, side, 16 * channelsOut]);
  const shifted = ops.split(patches, 4, 3).map((corner, index) => {
    const [row, column] = CORNERS[index] ?? [0, 0];
    return ops.pad(corner, [
      [0, 0],
      [row, 1 - row],
      [column, 1 - column],
      [0, 0],
    ]);
  });
  const blocks = ops.reshape(ops.addN(shifted), [images * (side + 1), side + 1, 2, 2 * channelsOut]);
  const padded = ops.reshape(ops.transpose(blocks, [0, 2, 1, 3]), [images, 2 * side + 2, 2 * side + 2, channelsOut]);
  const cropped = ops.slice(padded, [0, 1, 1, 0], [images, 2 * side, 2 * side, channelsOut]);
  const result = ops.add(
    ops.reshape(cropped, [pack, batch * 4 * side * side, channelsOut]),
    named(parameters, `${name}.biases`),
  );
  return ops.reshape(result, [pack, batch, -1]);
}

/** Row and column of the four blocks that a kernel covers. */
const CORNERS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

/** Values of a kernel, for one channel in and one out. */
const KERNEL = 16;

export function convolutionDefinitions(
  name: string,
  dim: number,
  widths: readonly number[],
  activation: Activation,
  initialization?: Initialization,
): { definitions: Record<string, ParameterDefinition>; width: number } {
  const definitions: Record<string, ParameterDefinition> = {};
  let { side, channels } = squareImage(dim);
  for (const [layer, next] of widths.entries()) {
    const fanIn = KERNEL * channels;
    const fans = { fanIn, fanOut: KERNEL * next, heVariance: heGain(activation) / fanIn };
    const { weights, biases } = layerStart(initialization, fans);
    definitions[`${name}.convolution.${layer}.weights`] = { shape: [fanIn, next], start: weights };
    definitions[`${name}.convolution.${layer}.biases`] = { shape: [1, next], start: biases };
    side /= 2;
    channels = next;
  }
  return { definitions, width: side * side * channels };
}

/** Definitions from `${name}.image`, which makes the first image of `width` features, to the whole image. */
export function transposedDefinitions(
  name: string,
  width: number,
  dim: number,
  widths: readonly number[],
  activation: Activation,
  initialization?: Initialization,
): Record<string, ParameterDefinition> {
  const { side, channels } = squareImage(dim);
  const first = (side / 2 ** widths.length) ** 2 * (widths[0] ?? 1);
  const definitions = denseDefinitions(`${name}.image`, width, first, { activation, initialization });
  for (const [layer, into] of widths.entries()) {
    const out = widths[layer + 1] ?? channels;
    const gain = layer < widths.length - 1 ? heGain(activation) : 1;
    // A pixel of the result is reached by 4 of a kernel's 16 values. The fans are those of the convolution that this one
    // transposes, as Keras and PyTorch count them.
    const fans = { fanIn: KERNEL * out, fanOut: KERNEL * into, heVariance: gain / (4 * into) };
    const { weights, biases } = layerStart(initialization, fans);
    definitions[`${name}.convolution.${layer}.weights`] = { shape: [into, KERNEL * out], start: weights };
    definitions[`${name}.convolution.${layer}.biases`] = { shape: [1, out], start: biases };
  }
  return definitions;
}
