import path from 'node:path';
import type { LoadOptions, Part } from './dataset.ts';
import type { IdxImages } from './idx.ts';
import { publishedImages } from './published-images.ts';

export const MNIST_FILES = {
  train: {
    name: 'train-images-idx3-ubyte',
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  test: {
    name: 't10k-images-idx3-ubyte',
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
} as const;

const PUBLIC_MIRRORS = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

/**
 * The 60,000 training or 10,000 test images; see publishedImages for where from. The environment variables MNIST_DIR
 * and MNIST_MIRROR say what the options leave out.
 */
export async function mnistImages(
  part: Part,
  options: LoadOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<IdxImages> {
  const mirror = environment.MNIST_MIRROR;
  return publishedImages(MNIST_FILES[part], {
    directory: options.mnistDirectory ?? environment.MNIST_DIR,
    variable: 'MNIST_DIR',
    cache: path.join(options.cacheDirectory, 'mnist'),
    mirrors: options.mirrors ?? (mirror ? [mirror] : PUBLIC_MIRRORS),
    firstRetryDelay: 1000,
    onNotice: options.onNotice,
  });
}
