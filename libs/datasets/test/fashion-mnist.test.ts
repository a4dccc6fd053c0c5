import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { datasetSpecification } from '@collapse/trials';
import test from 'ava';
import { datasetShape, loadDataset } from '../src/index.ts';
import { publishedImages } from '../src/published-images.ts';
import { idxBytes } from './support/idx-bytes.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const images = gzipSync(idxBytes(5, 28, 28, (index) => index % 256));

test('a file whose checksum is published in compressed form is held to that', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFile(path.join(directory, 'clothes-idx3-ubyte.gz'), images);
  const places = {
    directory,
    variable: 'FASHION_MNIST_DIR',
    cache: directory,
    mirrors: [],
    firstRetryDelay: 1,
    onNotice: () => {},
  };
  const gzipSha256 = createHash('sha256').update(images).digest('hex');
  const found = await publishedImages({ name: 'clothes-idx3-ubyte', gzipSha256 }, places);
  t.is(found.count, 5);
  await t.throwsAsync(publishedImages({ name: 'clothes-idx3-ubyte', gzipSha256: 'other' }, places), {
    message: /published images, sha256 other when compressed/,
  });
});

test('Fashion-MNIST is looked for under its own names and refused where it is other data', async (t) => {
  const directory = await temporaryDirectory(t);
  const specification = datasetSpecification.parse({ name: 'fashion-mnist', count: 5 });
  t.deepEqual(datasetShape(specification), { count: 5, dim: 784 });
  const options = { fashionMnistDirectory: directory, cacheDirectory: directory, onNotice: () => {} };
  await t.throwsAsync(loadDataset(specification, options), {
    message: /FASHION_MNIST_DIR: .*train-images-idx3-ubyte.gz/,
  });
  await writeFile(path.join(directory, 'train-images-idx3-ubyte.gz'), images);
  await t.throwsAsync(loadDataset(specification, options), { message: /published images, sha256 3aede38d/ });
});
