import { createHash } from 'node:crypto';
import { canonicalJson, type DatasetSpecification } from '@collapse/trials';
import type { Dataset, LoadOptions } from './dataset.ts';
import { datasetShape } from './dataset-shape.ts';
import { datasetSource } from './registry.ts';
import { withResidualSpectrum } from './residual-spectrum.ts';
import { toSharedFloat64 } from './shared-arrays.ts';
import { cachedSpectrum } from './spectrum-cache.ts';

/**
 * Reads a data set once, with its moments and spectrum; see Dataset for how it is shared between threads.
 *
 * @throws UserError where the specification contradicts itself or the data is missing, damaged or cannot be downloaded.
 */
export async function loadDataset(specification: DatasetSpecification, options: LoadOptions): Promise<Dataset> {
  datasetShape(specification, options);
  const raw = await datasetSource(specification.name).load(specification, options);
  const { dim } = raw;
  const count = raw.values.length / dim;
  const checksum = createHash('sha256')
    .update(raw.values)
    .update(raw.condition?.values ?? '')
    .digest('hex');
  const { moments, spectrum } = await cachedSpectrum({
    directory: options.cacheDirectory,
    checksum,
    count,
    dim,
    moments: raw.moments,
    onNotice: options.onNotice,
  });
  const condition = raw.condition
    ? await withResidualSpectrum(raw.condition, raw.values, { count, dim, checksum }, options)
    : null;
  return {
    specification,
    key: canonicalJson(specification),
    checksum,
    count,
    dim,
    imageShape: raw.imageShape,
    values: raw.values,
    test: raw.test,
    moments: { count, dim, mean: toSharedFloat64(moments.mean), covariance: toSharedFloat64(moments.covariance) },
    spectrum: {
      eigenvalues: toSharedFloat64(spectrum.eigenvalues),
      eigenvectors: toSharedFloat64(spectrum.eigenvectors),
    },
    ...(options.arraysDirectory === undefined ? {} : { folders: { arraysDirectory: options.arraysDirectory } }),
    condition,
  };
}
