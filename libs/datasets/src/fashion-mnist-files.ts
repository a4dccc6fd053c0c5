import path from 'node:path';
import type { LoadOptions, Part } from './dataset.ts';
import type { IdxImages } from './idx.ts';
import { publishedImages } from './published-images.ts';

/** Xiao, Rasul and Vollgraf 2017. Only the compressed files have a published checksum. */
export const FASHION_MNIST_FILES = {
  train: {
    name: 'train-images-idx3-ubyte',
    gzipSha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
  },
  test: {
    name: 't10k-images-idx3-ubyte',
    gzipSha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
  },
} as const;

const PUBLIC_MIRRORS = [
  'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/',
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
];

/**
 * The 60,000 training or 10,000 test images; see publishedImages for where from. The environment variables
 * FASHION_MNIST_DIR and FASHION_MNIST_MIRROR say what the options leave out.
 */
export async function fashionMnistImages(
  part: Part,
  options: LoadOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<IdxImages> {
  const mirror = environment.FASHION_MNIST_MIRROR;
  return publishedImages(FASHION_MNIST_FILES[part], {
    directory: options.fashionMnistDirectory ?? environment.FASHION_MNIST_DIR,
    variable: 'FASHION_MNIST_DIR',
    cache: path.join(options.cacheDirectory, 'fashion-mnist'),
    mirrors: options.mirrors ?? (mirror ? [mirror] : PUBLIC_MIRRORS),
    firstRetryDelay: 1000,
    onNotice: options.onNotice,
  });
}
