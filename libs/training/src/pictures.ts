import type { Backend } from '@collapse/backend';
import { decode, encode, type Parameters } from '@collapse/models';
import type { AttemptWriter } from '@collapse/study';
import { type Picture, seedStream, type TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { encode as encodePng } from 'fast-png';
import type { DatasetTensors } from './dataset-tensors.ts';
import { dataSlice, fixedLogVariance } from './evaluate-data.ts';
import { measured } from './measured.ts';

const COLUMNS = 10;
const SAMPLE_ROWS = 2;

/** Writes PNG files of images with their reconstructions and of samples from the prior, where the data are images. */
export function writePictures(
  backend: Backend,
  specification: TrialSpecification,
  parameters: Parameters,
  data: DatasetTensors,
  writer: Pick<AttemptWriter, 'writeFile'>,
): Picture[] {
  const { imageShape, count } = data.dataset;
  if (!imageShape) return [];
  const columns = Math.min(COLUMNS, count);
  const reconstructions = intensities(() => {
    const { input, target } = dataSlice(specification, data, 'train', 0, columns);
    const { mean } = encode(specification.model, parameters, input);
    return [shown(specification, data, target, false), expectedData(specification, parameters, data, mean)];
  });
  const samples = intensities(() => {
    const seed = tf.tensor1d([...seedStream(specification.seed, 'pictures')], 'int32');
    const z = tf.expandDims(backend.standardNormal([COLUMNS * SAMPLE_ROWS, specification.model.latentDim], seed), 0);
    return [expectedData(specification, parameters, data, z)];
  });
  writer.writeFile('pictures/reconstructions.png', png(reconstructions, columns, imageShape));
  writer.writeFile('pictures/samples.png', png(samples, COLUMNS, imageShape));
  return [
    { file: 'pictures/reconstructions.png', title: 'Images (above) and their reconstructions (below)' },
    { file: 'pictures/samples.png', title: 'Samples from the prior, decoded' },
  ];
}

/** E[x|z] as intensities in [0, 1], [1, B, dim]. */
function expectedData(
  specification: TrialSpecification,
  parameters: Parameters,
  data: DatasetTensors,
  z: tf.Tensor,
): tf.Tensor {
  const { model, likelihood } = specification;
  const { location } = decode(model, likelihood, parameters, z, fixedLogVariance([specification]));
  return shown(specification, data, location, true);
}

/** Undoes centring, scaling and logits. */
function shown(
  { dataset, likelihood }: TrialSpecification,
  data: DatasetTensors,
  values: tf.Tensor,
  decoded: boolean,
): tf.Tensor {
  if (likelihood.kind !== 'gaussian') return decoded ? tf.sigmoid(values) : values;
  const uncentred = tf.add(values, data.mean());
  return dataset.name !== 'synthetic' && dataset.scaling === 'logit' ? tf.sigmoid(uncentred) : uncentred;
}

function intensities(make: () => tf.Tensor[]): Float32Array {
  return measured(() => tf.concat(make(), 1).dataSync<'float32'>());
}

/** Images side by side, `columns` a row, one pixel apart, dark on light. */
function png(values: Float32Array, columns: number, [height, width]: readonly [number, number]): Uint8Array {
  const images = values.length / (height * width);
  const rows = Math.ceil(images / columns);
  const totalWidth = columns * (width + 1) + 1;
  const totalHeight = rows * (height + 1) + 1;
  const pixels = new Uint8Array(totalWidth * totalHeight).fill(200);
  for (let image = 0; image < images; image++) {
    const left = 1 + (image % columns) * (width + 1);
    const top = 1 + Math.floor(image / columns) * (height + 1);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const value = values[(image * height + row) * width + column] ?? 0;
        pixels[(top + row) * totalWidth + left + column] = Math.round(255 * (1 - Math.min(1, Math.max(0, value))));
      }
    }
  }
  return encodePng({ width: totalWidth, height: totalHeight, data: pixels, channels: 1, depth: 8 });
}
