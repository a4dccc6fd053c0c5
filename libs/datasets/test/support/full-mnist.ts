import { existsSync } from 'node:fs';
import path from 'node:path';

const beside = path.resolve(import.meta.dirname, '../../../../../shared/data/mnist');
const candidates = [process.env.MNIST_DIR, beside];

/** A directory with the full MNIST files on this machine; undefined where there is none. */
export const fullMnistDirectory = candidates.find(
  (directory) =>
    directory &&
    ['', '.gz'].some((ending) => existsSync(path.join(directory, `train-images-idx3-ubyte${ending}`))) &&
    ['', '.gz'].some((ending) => existsSync(path.join(directory, `t10k-images-idx3-ubyte${ending}`))),
);
