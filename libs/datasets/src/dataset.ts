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
  /** sha256 over the float32 bytes of `values`, then of the condition's where there is one; hexadecimal. */
  readonly checksum: string;
  readonly count: number;
  readonly dim: number;
  /** Rows and columns where a data point is an image; its channels are what is left of dim. */
  readonly imageShape: readonly [number, number] | null;
  /** Training data, shape [count, dim]. */
  readonly values: Float32Array;
  /** Held-out data, shape [test.count, dim]. */
  readonly test: { readonly values: Float32Array; readonly count: number } | null;
  /** Of the training data, float64, the covariance divided by N. */
  readonly moments: Moments;
  /** Of the covariance in `moments`. */
  readonly spectrum: Spectrum;
  /** Where the files that the specification names were looked for; left out where it was told nothing. */
  readonly folders?: DataFolders;
  /** What the data are to be modelled given; null where the model is not conditional. */
  readonly condition: Condition | null;
}

/** Numbers that come with each data point. */
export interface Condition {
  readonly dim: number;
  /** With the training data, shape [count, dim]. */
  readonly values: Float32Array;
  /** With the held-out data, shape [test.count, dim]. */
  readonly test: Float32Array | null;
  /** Over the training data, shape [dim]. */
  readonly mean: Float64Array;
  /**
   * Shape [dim of the data], descending: eigenvalues of what is left of the data's covariance (divided by N) once their
   * best linear prediction from the condition is taken away.
   */
  readonly residualEigenvalues: Float64Array;
}

/** Where files that a specification names are looked for. */
export interface DataFolders {
  /** What a relative dataset.file starts from first; ARRAYS_DIR or the working directory come next. */
  readonly arraysDirectory?: string;
}

/** Where data is looked for. Unset directories are taken from the environment; see docs/datasets.md. */
export interface LoadOptions extends DataFolders {
  /** The full MNIST files, plain or gzip; MNIST_DIR where it is left out. */
  readonly mnistDirectory?: string;
  /** The Fashion-MNIST files; FASHION_MNIST_DIR where it is left out. */
  readonly fashionMnistDirectory?: string;
  /** What a relative dataset.folder starts from; IMAGES_DIR or the working directory where it is left out. */
  readonly imagesDirectory?: string;
  /** Keeps downloads and spectra; see cacheDirectory(). */
  readonly cacheDirectory: string;
  /** Base URLs tried in turn for a download; MNIST_MIRROR or public ones where it is left out. */
  readonly mirrors?: readonly string[];
  /** Told, a line at a time, of what the user may want to know and need not act on. */
  readonly onNotice: (line: string) => void;
}

/** What a kind of data set delivers; loadDataset adds checksum, moments and spectrum. */
export interface RawDataset {
  /** Numbers a data point. */
  readonly dim: number;
  readonly imageShape: readonly [number, number] | null;
  readonly values: Float32Array<SharedArrayBuffer>;
  readonly test: { readonly values: Float32Array<SharedArrayBuffer>; readonly count: number } | null;
  readonly condition?: {
    readonly dim: number;
    readonly values: Float32Array<SharedArrayBuffer>;
    readonly test: Float32Array<SharedArrayBuffer> | null;
  };
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
  /**
   * Without reading more than it takes; null where that is all of the data.
   * @throws UserError where the fields of the specification contradict each other.
   */
  readonly shape: (specification: Specification, folders: DataFolders) => DatasetShape | null;
  /** @throws UserError where the data is missing, damaged or cannot be downloaded. */
  readonly load: (specification: Specification, options: LoadOptions) => Promise<RawDataset>;
}

export type DatasetName = DatasetSpecification['name'];
/** The specification of the data sets called `Name`. */
export type SpecificationOf<Name extends DatasetName> = Extract<DatasetSpecification, { name: Name }>;
