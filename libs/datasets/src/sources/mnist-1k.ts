import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DatasetSource, SpecificationOf } from '../dataset.ts';
import { decompressed, type IdxImages, parseIdxImages } from '../idx.ts';
import { imagesShape, scaledImages } from './scaled-images.ts';

const COUNT = 1000;

/** The first 1000 training images; the first 500 test images are held out. Both are shipped with this package. */
export const mnist1k: DatasetSource<SpecificationOf<'mnist-1k'>> = {
  shape: ({ condition }) => imagesShape(COUNT, condition),

  async load({ scaling, condition }) {
    const train = await shippedImages('mnist-1k-images-idx3-ubyte.gz');
    const test = await shippedImages('mnist-1k-test-images-idx3-ubyte.gz');
    return scaledImages(train, test, { count: COUNT, scaling, condition });
  },
};

async function shippedImages(name: string): Promise<IdxImages> {
  const file = path.join(import.meta.dirname, '../../data', name);
  return parseIdxImages(await decompressed(await readFile(file), file), file);
}
