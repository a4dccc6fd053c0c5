import type { z } from 'zod';
import type { Issue } from '../user-error.ts';

/**
 * What a trial may say of an optimiser. Its own fields are one of three: a tensor input of the step, equal within a pack, or
 * part of the compiled step. The fields that every optimiser has are in shared-fields.ts and are not listed again.
 */
export interface OptimizerFields<Schema extends z.ZodObject = z.ZodObject> {
  /** Its `optimizer.name`. */
  readonly kind: string;
  readonly schema: Schema;
  /** Fields that enter the step as tensors. A field that is not named is part of the compiled step. */
  readonly asTensors: readonly FieldOf<Schema>[];
  /** Fields that members of a pack may differ in. */
  readonly inPack: readonly FieldOf<Schema>[];
  /** Fields whose number float32 has to hold. */
  readonly sizes: readonly FieldOf<Schema>[];
  /** Shares of what was before that are kept at each step, which float32 has to tell from 1. */
  readonly decays: readonly FieldOf<Schema>[];
  /** Fields that are right one by one and wrong together. */
  check?(own: z.output<Schema>): Issue[];
}

type FieldOf<Schema extends z.ZodType> = keyof z.output<Schema> & string;
