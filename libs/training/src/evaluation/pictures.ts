import type { Backend } from '@collapse/backend';
import type { Parameters } from '@collapse/models';
import type { AttemptWriter } from '@collapse/study';
import { datasetTraits, type Picture, seedStream } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { encode as encodePng } from 'fast-png';
import { dataSlice, likelihoodNumbers } from '../data/data-slice.ts';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import type { TrialModel } from '../trial-model.ts';
import { measured } from './measured.ts';

const COLUMNS = 10;
const SAMPLE_ROWS = 2;

/** Values that are drawn black and white. */
type Range = readonly [low: number, high: number];
const WHOLE_RANGE: Range = [0, 1];

/** Writes PNG files of images with their reconstructions and of samples from the prior, where the data are images. */
export function writePictures(
  backend: Backend,
  trial: TrialModel,
  parameters: Parameters,
  data: DatasetTensors,
  writer: Pick<AttemptWriter, 'writeFile'>,
): Picture[] {
  const { imageShape, count, dim } = data.dataset;
  if (!imageShape) return [];
  const channels = dim / (imageShape[0] * imageShape[1]);
  const columns = Math.min(COLUMNS, count);
  const reconstructions = pixels(() => {
    const { input, target, condition } = dataSlice(trial, data, 'train', 0, columns);
    const { mean } = trial.model.encode(parameters, input, condition);
    return [shown(trial, data, target), expectedData(trial, parameters, data, mean, condition)];
  });
  const samples = pixels(() => {
    const [low, high] = seedStream(trial.specification.seed, 'pictures');
    const normals = (width: number, next: number) => {
      const seed = tf.tensor2d([low, (high + next) | 0], [1, 2], 'int32');
      return backend.standardNormals([COLUMNS * SAMPLE_ROWS, width], seed);
    };
    const z = trial.model.priorCodes(parameters, normals);
    // A conditional model's samples are given the conditions of the images above, in turn.
    const { condition } = dataSlice(trial, data, 'train', 0, columns);
    const turns = Math.ceil((COLUMNS * SAMPLE_ROWS) / columns);
    const given = condition && tf.slice(tf.tile(condition, [1, turns, 1]), [0, 0, 0], [1, COLUMNS * SAMPLE_ROWS, -1]);
    return [expectedData(trial, parameters, data, z, given)];
  });
  const range = datasetTraits(trial.specification.dataset).logits
    ? WHOLE_RANGE
    : rangeOf(data.dataset.values.subarray(0, columns * dim));
  const draw = (values: Float32Array, width: number) => png(intensities(values, range), width, imageShape, channels);
  writer.writeFile('pictures/reconstructions.png', draw(reconstructions, columns));
  writer.writeFile('pictures/samples.png', draw(samples, COLUMNS));
  return [
    { file: 'pictures/reconstructions.png', title: 'Images (above) and their reconstructions (below)' },
    { file: 'pictures/samples.png', title: 'Samples from the prior, decoded' },
  ];
}

/** E[x|z] in the units of the data, logits undone, [1, B, dim]. */
function expectedData(
  trial: TrialModel,
  parameters: Parameters,
  data: DatasetTensors,
  z: tf.Tensor,
  condition: tf.Tensor | undefined,
): tf.Tensor {
  const { model } = trial;
  const decoded = model.decode(parameters, z, likelihoodNumbers([trial]), condition);
  return shown(trial, data, model.likelihood.mean(decoded));
}

/** Undoes centring, scaling and logits. */
function shown({ specification, model }: TrialModel, data: DatasetTensors, values: tf.Tensor): tf.Tensor {
  const uncentred = model.likelihood.isCentred ? tf.add(values, data.mean()) : values;
  return datasetTraits(specification.dataset).logits ? tf.sigmoid(uncentred) : uncentred;
}

function pixels(make: () => tf.Tensor[]): Float32Array {
  return measured(() => tf.concat(make(), 1).dataSync<'float32'>());
}

/** From black to white: [0, 1], or where images go beyond it from their smallest value to their largest. */
function rangeOf(images: Float32Array): Range {
  if (images.every((value) => value >= 0 && value <= 1)) return WHOLE_RANGE;
  const low = images.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  return [low, images.reduce((most, value) => Math.max(most, value), low)];
}

/** Values as intensities in [0, 1]. */
function intensities(values: Float32Array, [low, high]: Range): Float32Array {
  return values.map((value) => (value - low) / (high - low || 1));
}

/** Images side by side, `columns` a row, one pixel apart; grey ones dark on light. */
function png(
  values: Float32Array,
  columns: number,
  [height, width]: readonly [number, number],
  channels: number,
): Uint8Array {
  const images = values.length / (height * width * channels);
  const rows = Math.ceil(images / columns);
  const totalWidth = columns * (width + 1) + 1;
  const totalHeight = rows * (height + 1) + 1;
  const pixels = new Uint8Array(totalWidth * totalHeight * channels).fill(200);
  for (let image = 0; image < images; image++) {
    const left = 1 + (image % columns) * (width + 1);
    const top = 1 + Math.floor(image / columns) * (height + 1);
    for (let row = 0; row < height; row++) {
      const from = (image * height + row) * width * channels;
      const to = ((top + row) * totalWidth + left) * channels;
      for (let index = 0; index < width * channels; index++) {
        const value = Math.min(1, Math.max(0, values[from + index] ?? 0));
        pixels[to + index] = Math.round(255 * (channels === 1 ? 1 - value : value));
      }
    }
  }
  return encodePng({ width: totalWidth, height: totalHeight, data: pixels, channels, depth: 8 });
}
