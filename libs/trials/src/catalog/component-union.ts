import type { Component } from '@collapse/models';
import { z } from 'zod';
import { isPlainObject } from '../specification/plain-object.ts';

export interface UnionOptions {
  /** The field that names the kind. */
  readonly discriminator: string;
  /** Fields that every kind has, in front of its own and behind them. */
  readonly before?: z.ZodRawShape;
  readonly after?: z.ZodRawShape;
  /** The kind of fields that do not name one, one of `unnamed`. */
  readonly implied: (fields: Readonly<Record<string, unknown>>) => string;
  /** Kinds that need no name. */
  readonly unnamed: readonly string[];
}

/** The fields of one of several components, each with the fields it has and no others. */
export function componentUnion(
  components: readonly Pick<Component, 'kind' | 'fields'>[],
  { discriminator, before = {}, after = {}, implied, unnamed }: UnionOptions,
): z.ZodType {
  const [first, ...others] = components.map(({ kind, fields }) =>
    z.strictObject({
      [discriminator]: unnamed.includes(kind) ? z.literal(kind).default(kind) : z.literal(kind),
      ...before,
      ...fields,
      ...after,
    }),
  );
  if (first === undefined) throw new RangeError(`there is no component for ${discriminator}`);
  const named = (value: unknown) =>
    isPlainObject(value) && value[discriminator] === undefined ? { ...value, [discriminator]: implied(value) } : value;
  return z.preprocess(named, z.discriminatedUnion(discriminator, [first, ...others])).prefault({});
}
