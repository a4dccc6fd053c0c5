import type { DatasetSpecification } from '@collapse/trials';
import type { DataFolders, DatasetShape } from './dataset.ts';
import { datasetSource } from './registry.ts';

/**
 * Number of training points and their dimension, to check a grid before anything starts. Only a file of the user's is
 * looked into: of a plain .npy file the header is read, of others the whole.
 *
 * @throws UserError where the fields of the specification contradict each other, or such a file cannot be read.
 */
export function datasetShape(specification: DatasetSpecification, folders: DataFolders = {}): DatasetShape {
  return datasetSource(specification.name).shape(specification, folders);
}
