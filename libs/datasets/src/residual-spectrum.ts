import { createHash } from 'node:crypto';
import { residualCovariance } from '@collapse/closed-forms';
import { denseMoments } from './covariance.ts';
import type { Condition, LoadOptions, RawDataset } from './dataset.ts';
import { toSharedFloat64 } from './shared-arrays.ts';
import { cachedSpectrum } from './spectrum-cache.ts';

/** A condition with what it leaves of the covariance of `values` [count, dim], kept in the cache like any spectrum. */
export async function withResidualSpectrum(
  condition: NonNullable<RawDataset['condition']>,
  values: Float32Array,
  { count, dim, checksum }: { readonly count: number; readonly dim: number; readonly checksum: string },
  options: LoadOptions,
): Promise<Condition> {
  const joined = joint(values, condition.values, count);
  const jointDim = dim + condition.dim;
  const residual = () => {
    const moments = denseMoments(joined, count, jointDim);
    return {
      count,
      dim,
      mean: moments.mean.slice(0, dim),
      covariance: residualCovariance(moments.covariance, dim, condition.dim),
    };
  };
  const { spectrum } = await cachedSpectrum({
    directory: options.cacheDirectory,
    checksum: createHash('sha256').update(`${checksum} given `).update(condition.values).digest('hex'),
    count,
    dim,
    moments: residual,
    onNotice: options.onNotice,
  });
  return {
    ...condition,
    mean: toSharedFloat64(columnMeans(condition.values, count)),
    residualEigenvalues: toSharedFloat64(spectrum.eigenvalues),
  };
}

/** Rows of both side by side, shape [count, dim + condition dim]. */
function joint(values: Float32Array, condition: Float32Array, count: number): Float32Array {
  const [dim, conditionDim] = [values.length / count, condition.length / count];
  const joined = new Float32Array(values.length + condition.length);
  for (let row = 0; row < count; row++) {
    joined.set(values.subarray(row * dim, (row + 1) * dim), row * (dim + conditionDim));
    joined.set(condition.subarray(row * conditionDim, (row + 1) * conditionDim), row * (dim + conditionDim) + dim);
  }
  return joined;
}

function columnMeans(values: Float32Array, count: number): Float64Array {
  const dim = values.length / count;
  const means = new Float64Array(dim);
  for (const [index, value] of values.entries()) means[index % dim] = (means[index % dim] ?? 0) + value / count;
  return means;
}
