import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '@collapse/trials';
import test from 'ava';
import { mnistImages } from '../src/mnist-files.ts';
import { answerStatus, fileServer } from './support/file-server.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const onNotice = () => undefined;

test('MNIST_DIR names the directory, the option goes before it', async (t) => {
  const [fromEnvironment, fromOption] = [await temporaryDirectory(t), await temporaryDirectory(t)];
  await writeFile(path.join(fromEnvironment, 'train-images-idx3-ubyte'), 'not IDX');
  const environment = { MNIST_DIR: fromEnvironment };
  const cacheDirectory = path.join(fromOption, 'cache');
  await t.throwsAsync(mnistImages('train', { cacheDirectory, onNotice }, environment), {
    instanceOf: UserError,
    message: /train-images-idx3-ubyte: expected an IDX file/,
  });
  await t.throwsAsync(mnistImages('train', { cacheDirectory, onNotice, mnistDirectory: fromOption }, environment), {
    instanceOf: UserError,
    message: /MNIST_DIR: expected a directory with train-images-idx3-ubyte/,
  });
});

test('MNIST_MIRROR is asked where there is neither a directory nor a cached copy', async (t) => {
  const server = await fileServer(t, [answerStatus(404)]);
  const cacheDirectory = await temporaryDirectory(t);
  await t.throwsAsync(mnistImages('test', { cacheDirectory, onNotice }, { MNIST_MIRROR: server.url }), {
    instanceOf: UserError,
    message: /HTTP 404.*MNIST_DIR.*mnist-1k/,
  });
  t.deepEqual(server.requests, ['/data/t10k-images-idx3-ubyte.gz']);
});
