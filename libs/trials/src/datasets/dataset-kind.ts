import type { z } from 'zod';

/** What the values of a data set are: a likelihood fits some of them. */
export type ValueKind = 'real' | 'unit' | 'count' | 'token';

/** What the fields of a data set say of its data. What only the data tell is left out. */
export interface DatasetTraits {
  /** Whether the data come with a condition, so that the model is of p(x|condition). */
  readonly conditional: boolean;
  /** Data points to train on. */
  readonly count?: number;
  /** Pixels on a side of square images of one or three channels; null where the data are no such images. */
  readonly imageSide?: number | null;
  /** What the values are, held-out ones included. */
  readonly values?: ValueKind;
  /** Whether all values are within [0, 1], held-out ones included. */
  readonly withinUnit?: boolean;
  /** Whether `dataset.scaling` "unit" would bring them there. */
  readonly unitByScaling: boolean;
  /** The `dataset.scaling` that leaves the values of a file as they are, where there is one. */
  readonly unscaled?: string;
  /** Whether the values are logits of intensities within [0, 1]. */
  readonly logits: boolean;
}

type DatasetSchema = z.ZodObject<{ readonly name: z.ZodLiteral<string> }>;

/** One kind of data set: a file in this folder, listed in index.ts. */
export interface DatasetKind<Schema extends DatasetSchema> {
  /** Fields that came later are optional and have no default, so that a trial which does not name them keeps its id. */
  readonly schema: Schema;
  readonly traits: (own: z.output<Schema>) => DatasetTraits;
}

/** The same, with the type of the fields taken from the schema. */
export function datasetKind<Schema extends DatasetSchema>(kind: DatasetKind<Schema>): DatasetKind<Schema> {
  return kind;
}
