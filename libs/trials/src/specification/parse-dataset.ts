import { z } from 'zod';
import { type DatasetSpecification, datasetSpecification } from './dataset-specification.ts';
import { parseOptions } from './parse-options.ts';

/**
 * The specification of a data set from its fields, defaults filled in.
 * @param source where the fields are from, for the error
 * @throws UserError for the first thing that is wrong
 */
export function parseDataset(fields: unknown, source: string): DatasetSpecification {
  return parseOptions(z.strictObject({ dataset: datasetSpecification }), { dataset: fields }, source).dataset;
}
