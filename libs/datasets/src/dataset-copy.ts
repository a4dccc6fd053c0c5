import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DatasetSpecification } from '@collapse/trials';
import { writeCacheFile } from './cache-directory.ts';
import type { Condition, Dataset } from './dataset.ts';
import { sharedFloat32, toSharedFloat64 } from './shared-arrays.ts';

/** To be raised whenever the layout changes. */
const VERSION = 1;

/** What a copy says of itself, one line of JSON before the numbers. */
interface Header {
  readonly version: number;
  readonly specification: DatasetSpecification;
  readonly key: string;
  readonly checksum: string;
  readonly count: number;
  readonly dim: number;
  readonly imageShape: readonly [number, number] | null;
  readonly testCount: number | null;
  /** Numbers a data point that come with it; null where the data have no condition. */
  readonly conditionDim: number | null;
  /** sha256 of the numbers. */
  readonly numbers: string;
}

/** A whole data set as bytes, moments and spectrum included, for a machine that cannot make it for itself. */
export function datasetParts(dataset: Dataset): readonly Uint8Array[] {
  const { specification, key, checksum, count, dim, imageShape, values, test, moments, spectrum, condition } = dataset;
  const { eigenvalues, eigenvectors } = spectrum;
  const arrays = [values, ...(test === null ? [] : [test.values]), moments.mean, moments.covariance];
  const given = condition === null ? [] : conditionArrays(condition);
  const numbers = [...arrays, eigenvalues, eigenvectors, ...given].map(bytesOf);
  const header: Header = {
    version: VERSION,
    specification,
    key,
    checksum,
    count,
    dim,
    imageShape,
    testCount: test?.count ?? null,
    conditionDim: condition?.dim ?? null,
    numbers: sha256(numbers),
  };
  return [Buffer.from(`${JSON.stringify(header)}\n`), ...numbers];
}

/**
 * Takes in a copy and keeps it in the cache for the next time.
 * @returns null where the bytes are not, to the last one, a copy of the data with this checksum
 */
export async function keepDatasetCopy(
  cacheDirectory: string,
  checksum: string,
  copy: Uint8Array,
  onNotice: (line: string) => void,
): Promise<Dataset | null> {
  const dataset = decode(copy, checksum);
  if (dataset !== null) {
    await writeCacheFile(cacheFile(cacheDirectory, checksum), [copy], (line) => onNotice(`data set ${line}`));
  }
  return dataset;
}

/** A copy from an earlier run; null where there is none that is whole. */
export async function readDatasetCopy(cacheDirectory: string, checksum: string): Promise<Dataset | null> {
  try {
    return decode(await readFile(cacheFile(cacheDirectory, checksum)), checksum);
  } catch (error) {
    // No such file, or none that may be read: the data comes from elsewhere.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

function cacheFile(directory: string, checksum: string): string {
  return path.join(directory, 'datasets', `${checksum}.v${VERSION}`);
}

function decode(copy: Uint8Array, checksum: string): Dataset | null {
  const lineEnd = copy.indexOf(0x0a);
  const header = parseHeader(Buffer.from(copy.subarray(0, Math.max(0, lineEnd))).toString('utf8'));
  if (header?.version !== VERSION || header.checksum !== checksum) return null;
  const numbers = copy.subarray(lineEnd + 1);
  if (sha256([numbers]) !== header.numbers) return null;
  const { specification, key, count, dim, imageShape, testCount, conditionDim } = header;
  let offset = 0;
  const next = <Floats extends Float32Array | Float64Array>(floats: Floats): Floats => {
    bytesOf(floats).set(numbers.subarray(offset, offset + floats.byteLength));
    offset += floats.byteLength;
    return floats;
  };
  const float64 = (length: number) => next(toSharedFloat64(new Float64Array(length)));
  const values = next(sharedFloat32(count * dim));
  const test = testCount === null ? null : { count: testCount, values: next(sharedFloat32(testCount * dim)) };
  const moments = { count, dim, mean: float64(dim), covariance: float64(dim * dim) };
  const spectrum = { eigenvalues: float64(dim), eigenvectors: float64(dim * dim) };
  const condition =
    conditionDim === null
      ? null
      : {
          dim: conditionDim,
          values: next(sharedFloat32(count * conditionDim)),
          test: testCount === null ? null : next(sharedFloat32(testCount * conditionDim)),
          mean: float64(conditionDim),
          residualEigenvalues: float64(dim),
        };
  const checked = [values, ...(condition === null ? [] : [condition.values])].map(bytesOf);
  if (offset !== numbers.byteLength || sha256(checked) !== checksum) return null;
  return { specification, key, checksum, count, dim, imageShape, values, test, moments, spectrum, condition };
}

function conditionArrays({ values, test, mean, residualEigenvalues }: Condition): (Float32Array | Float64Array)[] {
  return [values, ...(test === null ? [] : [test]), mean, residualEigenvalues];
}

function parseHeader(line: string): Header | null {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function bytesOf(floats: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
}

function sha256(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
