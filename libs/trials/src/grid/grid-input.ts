import { z } from 'zod';
import type { TrialInput } from '../specification/specification.ts';

/** Every field optional, at every depth; a list is given whole. */
export type DeepPartial<Value> = Value extends readonly (infer Item)[]
  ? readonly Item[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: DeepPartial<Value[Key]> }
    : Value;

/** Dotted paths of the fields of an object, of each member of a union. */
export type PathOf<Value> = Value extends readonly unknown[]
  ? never
  : Value extends object
    ? { [Key in keyof Value & string]-?: Key | `${Key}.${PathOf<NonNullable<Value[Key]>>}` }[keyof Value & string]
    : never;

/** What stands at a dotted path. */
export type ValueAt<Value, Path extends string> = Value extends unknown
  ? Path extends keyof Value
    ? NonNullable<Value[Path]>
    : Path extends `${infer Key}.${infer Rest}`
      ? Key extends keyof Value
        ? ValueAt<NonNullable<Value[Key]>, Rest>
        : never
      : never
  : never;

/** The axis whose values are merged into the whole trial, for settings of several parts that move together. */
export const WHOLE_TRIAL = 'trial';

export type AxesInput = {
  readonly [Path in PathOf<TrialInput>]?: readonly DeepPartial<ValueAt<TrialInput, Path>>[];
} & { readonly [WHOLE_TRIAL]?: readonly DeepPartial<TrialInput>[] };

/** A grid as a person writes it. */
export interface GridInput {
  readonly name: string;
  readonly description?: string;
  readonly base: DeepPartial<TrialInput>;
  readonly axes?: AxesInput;
  readonly components?: undefined;
}

type OpenFields = { readonly [field: string]: unknown };

/** A grid that brings components of its own, whose fields no editor knows. */
export interface OpenGridInput extends Omit<GridInput, 'base' | 'axes' | 'components'> {
  /** Files of components, relative to the grid file. */
  readonly components: readonly [string, ...string[]];
  readonly base: DeepPartial<Omit<TrialInput, 'model' | 'likelihood' | 'objective' | 'optimizer'>> & {
    readonly model?: DeepPartial<Omit<TrialInput['model'], 'encoder' | 'decoder'>> & {
      readonly encoder?: OpenFields;
      readonly decoder?: OpenFields;
    };
    readonly likelihood?: OpenFields;
    readonly objective?: OpenFields;
    readonly optimizer?: OpenFields;
  };
  readonly axes?: { readonly [path: string]: readonly unknown[] };
}

/** A grid file as far as it can be checked before its trials are known. */
export const gridInput = z.strictObject({
  $schema: z.string().optional().describe('where an editor finds the schema of this file'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
    .describe('letters, digits, dots, dashes and underscores, which can name the study folder'),
  description: z.string().default('').describe('what the grid is to show'),
  components: z
    .array(z.string().min(1))
    .optional()
    .describe('files of components of your own, relative to this file: see docs/extending.md'),
  base: z.record(z.string(), z.unknown()).describe('what all trials have in common'),
  axes: z
    .record(z.string(), z.array(z.unknown()).min(1))
    .default({})
    .describe('values by dotted path; an object is merged at its path. The trials are the product of the axes.'),
});
