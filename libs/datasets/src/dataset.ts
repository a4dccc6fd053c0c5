import type { Moments, Spectrum } from '@collapse/closed-forms';
import type { DatasetSpecification } from '@collapse/trials';

/**
 * A loaded data set. Its large arrays lie on SharedArrayBuffers: posted to a worker thread, the whole object is shared
 * and not copied. Nothing writes to them after loading.
 */
export interface Dataset {
  readonly specification: DatasetSpecification;
  /** Canonical JSON of the specification. */
  readonly key: string;
  /** sha256 over the float32 bytes of `values`, hexadecimal. */
  readonly checksum: string;
  readonly count: number;
  readonly dim: number;
  /** Rows and columns where a data point is an image. */
  readonly imageShape: readonly [number, number] | null;
  /** Training data, shape [count, dim]. */
  readonly values: Float32Array;
  /** Held-out data, shape [test.count, dim]. */
  readonly test: { readonly values: Float32Array; readonly count: number } | null;
  /** Of the training data, float64, the covariance divided by N. */
  readonly moments: Moments;
  /** Of the covariance in `moments`. */
  readonly spectrum: Spectrum;
}

/** Where data is looked for. Unset directories are taken from the environment; see docs/datasets.md. */
export interface LoadOptions {
  /** The full MNIST files, plain or gzip; MNIST_DIR where it is left out. */
  readonly mnistDirectory?: string;
  /** Keeps downloads and spectra; see cacheDirectory(). */
  readonly cacheDirectory: string;
  /** Base URLs tried in turn for a download; MNIST_MIRROR or public ones where it is left out. */
  readonly mirrors?: readonly string[];
  /** Told, a line at a time, of what the user may want to know and need not act on. */
  readonly onNotice: (line: string) => void;
}

/** What a kind of data set delivers; loadDataset adds checksum, moments and spectrum. */
export interface RawDataset {
  readonly imageShape: readonly [number, number] | null;
  readonly values: Float32Array<SharedArrayBuffer>;
  readonly test: { readonly values: Float32Array<SharedArrayBuffer>; readonly count: number } | null;
  /** Called only where the moments are not in the cache. */
  readonly moments: () => Moments;
}

/** Training data or held-out data. */
export type Part = 'train' | 'test';

export interface DatasetShape {
  readonly count: number;
  readonly dim: number;
}

/** One kind of data set: a file in sources/, listed in registry.ts under its `dataset.name`. */
export interface DatasetSource<Specification> {
  /** Without reading any data. @throws UserError where the fields of the specification contradict each other. */
  readonly shape: (specification: Specification) => DatasetShape;
  /** @throws UserError where the data is missing, damaged or cannot be downloaded. */
  readonly load: (specification: Specification, options: LoadOptions) => Promise<RawDataset>;
}

export type DatasetName = DatasetSpecification['name'];
/** The specification of the data sets called `Name`. */
export type SpecificationOf<Name extends DatasetName> = Extract<DatasetSpecification, { name: Name }>;
