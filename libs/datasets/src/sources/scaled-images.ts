import { byteMoments, denseMoments } from '../covariance.ts';
import type { RawDataset } from '../dataset.ts';
import type { IdxImages } from '../idx.ts';
import { type Scaling, scalePixels } from '../scaling.ts';
import { sharedFloat32 } from '../shared-arrays.ts';

export interface ImageOptions {
  /** Training images taken, the first ones. */
  readonly count: number;
  readonly scaling: Scaling;
  readonly condition?: 'left-half' | undefined;
}

/** The first `count` training images and all test images, scaled; each image a row of rows * columns values. */
export function scaledImages(train: IdxImages, test: IdxImages, options: ImageOptions): RawDataset {
  const { count, scaling, condition } = options;
  const { rows, columns } = train;
  const dim = rows * columns;
  const pixels = train.pixels.subarray(0, count * dim);
  const values = scalePixels(pixels, scaling, 'train');
  const testValues = scalePixels(test.pixels, scaling, 'test');
  if (condition === 'left-half') return rightGivenLeft(values, testValues, [rows, columns]);
  return {
    dim,
    imageShape: [rows, columns],
    values,
    test: { count: test.count, values: testValues },
    moments: () => (scaling === 'unit' ? byteMoments(pixels, count, dim) : denseMoments(values, count, dim)),
  };
}

/** Number of training points and their dimension, for images of 28 x 28. */
export function imagesShape(count: number, condition: 'left-half' | undefined) {
  return { count, dim: condition === 'left-half' ? 28 * 14 : 28 * 28 };
}

function rightGivenLeft(
  train: Float32Array,
  test: Float32Array,
  [rows, columns]: readonly [number, number],
): RawDataset {
  const middle = Math.floor(columns / 2);
  const dim = rows * (columns - middle);
  const values = columnsOf(train, columns, middle, columns);
  const testValues = columnsOf(test, columns, middle, columns);
  return {
    dim,
    imageShape: [rows, columns - middle],
    values,
    test: { count: testValues.length / dim, values: testValues },
    condition: {
      dim: rows * middle,
      values: columnsOf(train, columns, 0, middle),
      test: columnsOf(test, columns, 0, middle),
    },
    moments: () => denseMoments(values, values.length / dim, dim),
  };
}

/** Columns from `start` to `end` of each row of pixels. */
function columnsOf(values: Float32Array, columns: number, start: number, end: number) {
  const lines = values.length / columns;
  const kept = sharedFloat32(lines * (end - start));
  for (let line = 0; line < lines; line++) {
    kept.set(values.subarray(line * columns + start, line * columns + end), line * (end - start));
  }
  return kept;
}
