import type { Dataset } from '@collapse/datasets';
import * as tf from '@tensorflow/tfjs-core';

/** A data set as tensors of this thread's back end, each made when first asked for. */
export interface DatasetTensors {
  readonly dataset: Dataset;
  /** The data minus their mean, [count, dim]. */
  centred(part: 'train' | 'test'): tf.Tensor2D;
  /** The data as they are, [count, dim]. */
  plain(part: 'train' | 'test'): tf.Tensor2D;
  /** The condition minus its mean over the training data, [count, condition dim]; null where there is none. */
  condition(part: 'train' | 'test'): tf.Tensor2D | null;
  /** |x|^2 of the training data minus their mean, [count, 1]. */
  squaredNorms(): tf.Tensor2D;
  /** [1, 1, dim]. */
  mean(): tf.Tensor;
  /** [1, dim, dim]. */
  covariance(): tf.Tensor;
  /** Diagonal of the covariance, [1, 1, dim]. */
  variances(): tf.Tensor;
  /** [1, dim, 1], descending. */
  eigenvalues(): tf.Tensor;
  /** The same lying down, [1, 1, dim]. */
  eigenvalueRow(): tf.Tensor;
  /** [1, dim, dim], column i is the i-th eigenvector. */
  eigenvectors(): tf.Tensor;
  dispose(): void;
}

export function createDatasetTensors(dataset: Dataset): DatasetTensors {
  const { dim, moments, spectrum } = dataset;
  const made = new Map<string, tf.Tensor>();
  const once = (name: string, make: () => tf.Tensor): tf.Tensor => {
    const known = made.get(name);
    if (known) return known;
    const tensor = tf.keep(make());
    made.set(name, tensor);
    return tensor;
  };
  const part = (name: 'train' | 'test') => {
    const found = name === 'train' ? dataset : dataset.test;
    if (!found) throw new Error(`data set ${dataset.key} has no test part`);
    return found;
  };
  const float32 = (values: Float64Array, shape: number[]) => tf.tensor(Float32Array.from(values), shape);
  const matrix = (name: string, make: () => tf.Tensor) => once(name, make) as tf.Tensor2D;
  return {
    dataset,
    centred: (name) =>
      matrix(`centred ${name}`, () => {
        const { values, count } = part(name);
        return tf.tensor2d(subtractMean(values, moments.mean, count), [count, dim]);
      }),
    plain: (name) =>
      matrix(`plain ${name}`, () => {
        const { values, count } = part(name);
        return tf.tensor2d(values, [count, dim]);
      }),
    condition(name) {
      const { condition } = dataset;
      if (!condition) return null;
      const { count } = part(name);
      const values = name === 'train' ? condition.values : condition.test;
      if (!values) throw new Error(`data set ${dataset.key} has no condition for its ${name} part`);
      return matrix(`condition ${name}`, () =>
        tf.tensor2d(subtractMean(values, condition.mean, count), [count, condition.dim]),
      );
    },
    squaredNorms: () =>
      matrix('squaredNorms', () => tf.tensor2d(squaredDistances(dataset.values, moments.mean), [dataset.count, 1])),
    mean: () => once('mean', () => float32(moments.mean, [1, 1, dim])),
    covariance: () => once('covariance', () => float32(moments.covariance, [1, dim, dim])),
    variances: () =>
      once('variances', () =>
        float32(
          Float64Array.from({ length: dim }, (_, index) => moments.covariance[index * dim + index] ?? 0),
          [1, 1, dim],
        ),
      ),
    eigenvalues: () => once('eigenvalues', () => float32(spectrum.eigenvalues, [1, dim, 1])),
    eigenvalueRow: () => once('eigenvalueRow', () => float32(spectrum.eigenvalues, [1, 1, dim])),
    eigenvectors: () => once('eigenvectors', () => float32(spectrum.eigenvectors, [1, dim, dim])),
    dispose() {
      for (const tensor of made.values()) tensor.dispose();
      made.clear();
    },
  };
}

function subtractMean(values: Float32Array, mean: Float64Array, count: number): Float32Array {
  const dim = mean.length;
  const centred = new Float32Array(count * dim);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < dim; column++) {
      const index = row * dim + column;
      centred[index] = (values[index] ?? 0) - (mean[column] ?? 0);
    }
  }
  return centred;
}

function squaredDistances(values: Float32Array, mean: Float64Array): Float32Array {
  const dim = mean.length;
  return Float32Array.from({ length: values.length / dim }, (_, row) =>
    mean.reduce((total, value, column) => total + ((values[row * dim + column] ?? 0) - value) ** 2, 0),
  );
}
