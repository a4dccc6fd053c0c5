import type { DatasetSpecification } from '@collapse/trials';
import type { DatasetShape } from './dataset.ts';
import { datasetSource } from './registry.ts';

/**
 * Number of training points and their dimension, without reading any data, to check a grid before anything starts.
 *
 * @throws UserError where the fields of the specification contradict each other.
 */
export function datasetShape(specification: DatasetSpecification): DatasetShape {
  return datasetSource(specification.name).shape(specification);
}
