import type { DatasetSpecification } from '@collapse/trials';
import type { DataFolders, DatasetShape } from './dataset.ts';
import { datasetSource } from './registry.ts';

/**
 * Number of training points and their dimension, to check a grid before anything starts. Only a file of the user's is
 * looked into: of a plain .npy file the header is read, of others the whole. Null for files that need a library to be
 * read, such as .parquet: their shape is known once the data is loaded.
 *
 * @throws UserError where the fields of the specification contradict each other, or such a file cannot be read.
 */
export function datasetShape(specification: DatasetSpecification, folders: DataFolders = {}): DatasetShape | null {
  return datasetSource(specification.name).shape(specification, folders);
}
