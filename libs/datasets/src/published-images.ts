import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '@collapse/trials';
import { writeCacheFile } from './cache-directory.ts';
import { download } from './download.ts';
import { decompressed, type IdxImages, parseIdxImages } from './idx.ts';

export interface PublishedFile {
  /** Without `.gz`. */
  readonly name: string;
  /** Of the IDX bytes before compression: mirrors hold them compressed in different ways. */
  readonly sha256?: string;
  /** Of the compressed file, where only that one's checksum is published. */
  readonly gzipSha256?: string;
}

export interface Places {
  /** Where the user keeps the files, plain or gzip; nowhere else is looked then. */
  readonly directory: string | undefined;
  /** The environment variable that names `directory`, for messages. */
  readonly variable: string;
  /** Keeps what is downloaded; made where it does not exist. */
  readonly cache: string;
  /** Base URLs, tried in turn. */
  readonly mirrors: readonly string[];
  /** Milliseconds before a broken download is tried again. */
  readonly firstRetryDelay: number;
  readonly onNotice: (line: string) => void;
}

const RETRIES = 3;

/**
 * Published images: from the user's directory where one is named, else from the cache, else downloaded into the cache.
 * What is returned has the published checksum.
 *
 * @throws UserError where the named file is missing, damaged or other data, or where no mirror delivers it.
 */
export async function publishedImages(file: PublishedFile, places: Places): Promise<IdxImages> {
  if (places.directory) return fromDirectory(file, path.resolve(places.directory), places.variable);
  return (await fromCache(file, places)) ?? (await fromMirrors(file, places));
}

async function fromDirectory(file: PublishedFile, directory: string, variable: string): Promise<IdxImages> {
  const { name } = file;
  const found =
    (file.sha256 ? await readIfThere(path.join(directory, name)) : null) ??
    (await readIfThere(path.join(directory, `${name}.gz`)));
  if (found === null) {
    throw new UserError({
      field: variable,
      expected: `a directory with ${file.sha256 ? `${name} or ` : ''}${name}.gz`,
      received: directory,
      remedy: `Put the file there, or unset ${variable} to have it downloaded.`,
    });
  }
  return verified(file, found.bytes, found.path);
}

async function fromCache(file: PublishedFile, { cache, onNotice }: Places): Promise<IdxImages | null> {
  try {
    const found = await readIfThere(cachedFile(file, cache));
    return found === null ? null : await verified(file, found.bytes, found.path);
  } catch (error) {
    onNotice(`the cached copy is not used: ${messageOf(error)}`);
    return null;
  }
}

async function fromMirrors(file: PublishedFile, places: Places): Promise<IdxImages> {
  const { cache, mirrors, firstRetryDelay, onNotice, variable } = places;
  const failures: string[] = [];
  for (const mirror of mirrors) {
    const url = `${mirror.replace(/\/*$/, '/')}${file.name}.gz`;
    onNotice(`downloading ${url}`);
    try {
      const { bytes, content } = await download({
        url,
        accept: (body) => verified(file, body, url),
        retries: RETRIES,
        firstDelay: firstRetryDelay,
        onNotice,
      });
      await writeCacheFile(cachedFile(file, cache), [bytes], (line) => onNotice(`${url} ${line}`));
      return content;
    } catch (error) {
      failures.push(`${url}: ${messageOf(error)}`);
    }
  }
  throw new UserError({
    field: 'dataset.name',
    expected: `${file.name}.gz with its published checksum from a mirror`,
    received: failures.join('; '),
    remedy:
      `Check the network and run again, or put the file in a directory and name that in ${variable}, ` +
      'or use mnist-1k, which needs no download.',
  });
}

function cachedFile(file: PublishedFile, cache: string): string {
  return path.join(cache, `${file.name}.gz`);
}

/** Structure first, so that a damaged file is told by what is wrong with it; then the checksum. */
async function verified(file: PublishedFile, bytes: Uint8Array, source: string): Promise<IdxImages> {
  const idx = await decompressed(bytes, source);
  const images = parseIdxImages(idx, source);
  const sha256 = createHash('sha256')
    .update(file.sha256 ? idx : bytes)
    .digest('hex');
  const published = file.sha256 ?? file.gzipSha256;
  if (sha256 !== published) {
    throw new UserError({
      field: source,
      expected: `the published images, sha256 ${published} when ${file.sha256 ? 'not ' : ''}compressed`,
      received: `${images.count} images of ${images.rows} x ${images.columns} with sha256 ${sha256}`,
      remedy: 'The file is damaged or other data under the same name: replace it with a fresh copy.',
    });
  }
  return images;
}

async function readIfThere(file: string): Promise<{ readonly path: string; readonly bytes: Uint8Array } | null> {
  try {
    return { path: file, bytes: await readFile(file) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw new UserError(
      { field: file, expected: 'a readable file', received: messageOf(error), remedy: 'Check its permissions.' },
      { cause: error },
    );
  }
}
