import { byteMoments, denseMoments } from '../covariance.ts';
import type { RawDataset } from '../dataset.ts';
import type { IdxImages } from '../idx.ts';
import { type Scaling, scalePixels } from '../scaling.ts';

/** The first `count` training images and all test images, scaled; each image a row of rows * columns values. */
export function scaledImages(train: IdxImages, test: IdxImages, count: number, scaling: Scaling): RawDataset {
  const dim = train.rows * train.columns;
  const pixels = train.pixels.subarray(0, count * dim);
  const values = scalePixels(pixels, scaling, 'train');
  return {
    imageShape: [train.rows, train.columns],
    values,
    test: { count: test.count, values: scalePixels(test.pixels, scaling, 'test') },
    moments: () => (scaling === 'unit' ? byteMoments(pixels, count, dim) : denseMoments(values, count, dim)),
  };
}
