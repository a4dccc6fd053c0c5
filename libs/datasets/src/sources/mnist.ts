import type { DatasetSource, SpecificationOf } from '../dataset.ts';
import { mnistImages } from '../mnist-files.ts';
import { imagesShape, scaledImages } from './scaled-images.ts';

/** The first `count` of the 60,000 training images; all 10,000 test images are held out. */
export const mnist: DatasetSource<SpecificationOf<'mnist'>> = {
  shape: ({ count, condition }) => imagesShape(count, condition),

  async load(specification, options) {
    const train = await mnistImages('train', options);
    const test = await mnistImages('test', options);
    return scaledImages(train, test, specification);
  },
};
