import type { DatasetSource, SpecificationOf } from '../dataset.ts';
import { fashionMnistImages } from '../fashion-mnist-files.ts';
import { imagesShape, scaledImages } from './scaled-images.ts';

/** The first `count` of the 60,000 training images; all 10,000 test images are held out. */
export const fashionMnist: DatasetSource<SpecificationOf<'fashion-mnist'>> = {
  shape: ({ count, condition }) => imagesShape(count, condition),

  async load(specification, options) {
    const train = await fashionMnistImages('train', options);
    const test = await fashionMnistImages('test', options);
    return scaledImages(train, test, specification);
  },
};
