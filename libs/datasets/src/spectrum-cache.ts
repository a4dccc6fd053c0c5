import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { eigendecompose, type Moments, type Spectrum } from '@collapse/closed-forms';
import { writeCacheFile } from './cache-directory.ts';

export interface MomentsAndSpectrum {
  readonly moments: Moments;
  readonly spectrum: Spectrum;
}

/** What a cache file says of itself, one line of JSON before the numbers. */
interface Header {
  readonly version: number;
  readonly checksum: string;
  readonly count: number;
  readonly dim: number;
  /** sha256 of the numbers. */
  readonly numbers: string;
}

/** To be raised whenever the file's layout, the moments or the decomposition change. */
const VERSION = 2;

/** From about this many products on, the covariance takes longer than a user expects to wait without a word. */
const NOTICED_PRODUCTS = 5e9;

/**
 * Moments and spectrum of the data with this checksum, from `directory`/spectra where they are kept from an earlier
 * run, else computed and kept. A damaged file is told of and replaced; a directory that cannot be used costs a notice.
 */
export async function cachedSpectrum(options: {
  readonly directory: string;
  readonly checksum: string;
  readonly count: number;
  readonly dim: number;
  readonly moments: () => Moments;
  readonly onNotice: (line: string) => void;
}): Promise<MomentsAndSpectrum> {
  const { directory, checksum, count, dim, onNotice } = options;
  const file = path.join(directory, 'spectra', `${checksum}.v${VERSION}`);
  const kept = await readKept(file, onNotice);
  if (kept !== null) {
    const found = decode(kept, { checksum, count, dim });
    if (found !== null) return found;
    onNotice(`${file} is damaged: computing the spectrum again`);
  }
  if (count * dim * dim > NOTICED_PRODUCTS) onNotice(`computing the spectrum of ${count} x ${dim} values, once`);
  const moments = options.moments();
  const computed = { moments, spectrum: eigendecompose(moments) };
  await writeCacheFile(file, encode(computed, checksum), (line) => onNotice(`spectrum ${line}`));
  return computed;
}

async function readKept(file: string, onNotice: (line: string) => void): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) onNotice(`spectrum not read from the cache: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

/** Header line, then mean [dim], covariance [dim, dim], eigenvalues [dim], eigenvectors [dim, dim] in float64. */
function encode({ moments, spectrum }: MomentsAndSpectrum, checksum: string): readonly [Uint8Array, Uint8Array] {
  const { count, dim, mean, covariance } = moments;
  const numbers = new Float64Array(2 * dim + 2 * dim * dim);
  let offset = 0;
  for (const part of [mean, covariance, spectrum.eigenvalues, spectrum.eigenvectors]) {
    numbers.set(part, offset);
    offset += part.length;
  }
  const bytes = new Uint8Array(numbers.buffer);
  const header: Header = { version: VERSION, checksum, count, dim, numbers: sha256(bytes) };
  return [Buffer.from(`${JSON.stringify(header)}\n`), bytes];
}

/** null where the file is not, to the last byte, what was written for this data. */
function decode(
  file: Buffer,
  { checksum, count, dim }: { readonly checksum: string; readonly count: number; readonly dim: number },
): MomentsAndSpectrum | null {
  const lineEnd = file.indexOf('\n');
  // Copied, so that the float64 view starts at a multiple of 8 bytes.
  const bytes = new Uint8Array(file.subarray(lineEnd + 1));
  const expected: Header = { version: VERSION, checksum, count, dim, numbers: sha256(bytes) };
  if (file.toString('utf8', 0, Math.max(0, lineEnd)) !== JSON.stringify(expected)) return null;

  const numbers = new Float64Array(bytes.buffer);
  const covarianceEnd = dim + dim * dim;
  return {
    moments: { count, dim, mean: numbers.slice(0, dim), covariance: numbers.slice(dim, covarianceEnd) },
    spectrum: {
      eigenvalues: numbers.slice(covarianceEnd, covarianceEnd + dim),
      eigenvectors: numbers.slice(covarianceEnd + dim),
    },
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
