import { z } from 'zod';
import type { DatasetTraits } from '../datasets/dataset-kind.ts';
import { DATASET_KINDS } from '../datasets/index.ts';

const [first, ...others] = DATASET_KINDS;

/** The fields of every kind of data set, told apart by `name`. */
export const datasetSpecification = z.discriminatedUnion('name', [first.schema, ...others.map(({ schema }) => schema)]);

export type DatasetSpecification = z.output<typeof datasetSpecification>;

/** Of a kind that is not known, such as in a record of another version, nothing is told. */
const UNKNOWN: DatasetTraits = { conditional: false, unitByScaling: false, logits: false };

const TRAITS = new Map<string, (own: DatasetSpecification) => DatasetTraits>(
  DATASET_KINDS.map(({ schema, traits }) => [
    schema.shape.name.value,
    // The name of the specification is that of the kind.
    traits as (own: DatasetSpecification) => DatasetTraits,
  ]),
);

/** What the fields of a data set say of its data, before it is read. */
export function datasetTraits(dataset: DatasetSpecification): DatasetTraits {
  return TRAITS.get(dataset.name)?.(dataset) ?? UNKNOWN;
}

/** Whether the data come with a condition, so that the model is of p(x|condition). */
export function isConditional(dataset: DatasetSpecification): boolean {
  return datasetTraits(dataset).conditional;
}
