import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '@collapse/trials';
import { writeCacheFile } from './cache-directory.ts';
import type { LoadOptions, Part } from './dataset.ts';
import { download } from './download.ts';
import { decompressed, type IdxImages, parseIdxImages } from './idx.ts';

/** The checksums are of the IDX bytes before compression: mirrors hold them compressed in different ways. */
const FILES = {
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

const RETRIES = 3;

export interface MnistOptions extends LoadOptions {
  /** Milliseconds before a broken download is tried again. */
  readonly firstRetryDelay?: number;
}

/**
 * The 60,000 training or 10,000 test images: from the MNIST directory where one is named, else from the cache, else
 * downloaded into the cache. What is returned has the checksum of the published data.
 *
 * @throws UserError where a named file is missing, damaged or other data, or where no mirror delivers it.
 */
export async function mnistImages(part: Part, options: MnistOptions): Promise<IdxImages> {
  const directory = options.mnistDirectory ?? process.env.MNIST_DIR;
  if (directory) return fromDirectory(part, path.resolve(directory));
  return (await fromCache(part, options)) ?? (await fromMirrors(part, options));
}

async function fromDirectory(part: Part, directory: string): Promise<IdxImages> {
  const { name } = FILES[part];
  const found =
    (await readIfThere(path.join(directory, name))) ?? (await readIfThere(path.join(directory, `${name}.gz`)));
  if (found === null) {
    throw new UserError({
      field: 'MNIST_DIR',
      expected: `a directory with ${name} or ${name}.gz`,
      received: directory,
      remedy: 'Put the MNIST files there, or unset MNIST_DIR to have them downloaded.',
    });
  }
  return verified(part, found.bytes, found.file);
}

async function fromCache(part: Part, { cacheDirectory, onNotice }: MnistOptions): Promise<IdxImages | null> {
  try {
    const found = await readIfThere(cachedFile(part, cacheDirectory));
    return found === null ? null : await verified(part, found.bytes, found.file);
  } catch (error) {
    onNotice(`the cached copy is not used: ${messageOf(error)}`);
    return null;
  }
}

async function fromMirrors(part: Part, options: MnistOptions): Promise<IdxImages> {
  const { cacheDirectory, onNotice } = options;
  const mirrors = options.mirrors ?? (process.env.MNIST_MIRROR ? [process.env.MNIST_MIRROR] : PUBLIC_MIRRORS);
  const failures: string[] = [];
  for (const mirror of mirrors) {
    const url = `${mirror.replace(/\/*$/, '/')}${FILES[part].name}.gz`;
    onNotice(`downloading ${url}`);
    try {
      const { bytes, content } = await download({
        url,
        accept: (body) => verified(part, body, url),
        retries: RETRIES,
        firstDelay: options.firstRetryDelay ?? 1000,
        onNotice,
      });
      await writeCacheFile(cachedFile(part, cacheDirectory), [bytes], (line) => onNotice(`${url} ${line}`));
      return content;
    } catch (error) {
      failures.push(`${url}: ${messageOf(error)}`);
    }
  }
  throw new UserError({
    field: 'dataset.name',
    expected: `${FILES[part].name}.gz with its published checksum from a mirror of MNIST`,
    received: failures.join('; '),
    remedy:
      'Check the network and run again, or put the MNIST files in a directory and name it in MNIST_DIR, ' +
      'or use mnist-1k, which needs no download.',
  });
}

function cachedFile(part: Part, cacheDirectory: string): string {
  return path.join(cacheDirectory, 'mnist', `${FILES[part].name}.gz`);
}

/** Structure first, so that a damaged file is told by what is wrong with it; then the checksum. */
async function verified(part: Part, bytes: Uint8Array, source: string): Promise<IdxImages> {
  const idx = await decompressed(bytes, source);
  const images = parseIdxImages(idx, source);
  const sha256 = createHash('sha256').update(idx).digest('hex');
  if (sha256 !== FILES[part].sha256) {
    throw new UserError({
      field: source,
      expected: `the published MNIST images, sha256 ${FILES[part].sha256} when not compressed`,
      received: `${images.count} images of ${images.rows} x ${images.columns} with sha256 ${sha256}`,
      remedy: 'The file is damaged or other data under the same name: replace it with a fresh copy.',
    });
  }
  return images;
}

async function readIfThere(file: string): Promise<{ readonly file: string; readonly bytes: Uint8Array } | null> {
  try {
    return { file, bytes: await readFile(file) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw new UserError(
      { field: file, expected: 'a readable file', received: messageOf(error), remedy: 'Check its permissions.' },
      { cause: error },
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
