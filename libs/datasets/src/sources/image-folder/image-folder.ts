import path from 'node:path';
import { UserError } from '@collapse/trials';
import { byteMoments, denseMoments } from '../../covariance.ts';
import type { DatasetSource, LoadOptions, SpecificationOf } from '../../dataset.ts';
import { scalePixels } from '../../scaling.ts';
import { CHANNELS, decodeImages } from './decode-images.ts';
import { imageFiles } from './image-files.ts';

type Specification = SpecificationOf<'image-folder'>;

/** As for synthetic data: the eigendecomposition takes a few minutes there, once, and grows with the cube. */
const LARGEST_DIM = 4096;

/**
 * PNG and JPEG files of a folder, in the order of imageFiles: the first `count` to train on, the next `testCount` held
 * out. Of each the largest centred square, resized; a row of size * size * channels values, channels side by side.
 */
export const imageFolder: DatasetSource<Specification> = {
  shape(specification) {
    const { count, size, channels } = specification;
    const dim = size * size * CHANNELS[channels];
    if (dim > LARGEST_DIM) {
      throw new UserError({
        field: 'dataset.size',
        expected: `an integer <= ${Math.floor(Math.sqrt(LARGEST_DIM / CHANNELS[channels]))} for dataset.channels "${channels}"`,
        received: String(size),
        remedy: 'Write a smaller size: the covariance of the pixels and its spectrum are computed for every data set.',
      });
    }
    return { count: count ?? trainingCount(specification, imageFiles(folderOf(specification, {})).length), dim };
  },

  async load(specification, options) {
    const { testCount, size, channels, scaling } = specification;
    const files = imageFiles(folderOf(specification, options));
    const count = trainingCount(specification, files.length);
    const dim = size * size * CHANNELS[channels];
    const pixels = await decodeImages(files.slice(0, count + testCount), size, channels);
    const train = pixels.subarray(0, count * dim);
    const values = scalePixels(train, scaling, 'train');
    return {
      dim,
      imageShape: [size, size],
      values,
      test:
        testCount === 0
          ? null
          : { count: testCount, values: scalePixels(pixels.subarray(count * dim), scaling, 'test') },
      moments: () =>
        scaling === 'unit' && train instanceof Uint8Array
          ? byteMoments(train, count, dim)
          : denseMoments(values, count, dim),
    };
  },
};

function folderOf({ folder }: Specification, { imagesDirectory }: Pick<LoadOptions, 'imagesDirectory'>): string {
  return path.resolve(imagesDirectory ?? process.env.IMAGES_DIR ?? '.', folder);
}

/** Images to train on of `found` ones: all that the held-out ones leave where `count` is left out. */
function trainingCount({ count, testCount, folder }: Specification, found: number): number {
  const wanted = (count ?? 1) + testCount;
  if (wanted <= found) return count ?? found - testCount;
  throw new UserError({
    field: count === undefined ? 'dataset.testCount' : 'dataset.count',
    expected:
      count === undefined
        ? `fewer than the ${found} PNG and JPEG files in ${folder}`
        : `at most the ${found} PNG and JPEG files in ${folder}, with dataset.testCount`,
    received: String(count === undefined ? testCount : wanted),
    remedy: 'Lower dataset.count or dataset.testCount, or add images.',
  });
}
