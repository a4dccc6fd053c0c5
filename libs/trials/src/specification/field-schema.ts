import type { z } from 'zod';
import { isPlainObject, valueAt } from './plain-object.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The alternatives of a schema; itself where it has none. */
export function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return (schema.anyOf ?? schema.oneOf ?? [schema]).filter(isSchema);
}

export function isSchema(schema: unknown): schema is JsonSchema {
  return isPlainObject(schema);
}

/** The fields below a schema by name. A field that several alternatives have is listed once for each. */
export function fieldsOf(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  return alternatives(schema).flatMap((alternative) =>
    Object.entries(alternative.properties ?? {}).flatMap(([name, field]) => (isSchema(field) ? [[name, field]] : [])),
  ) as readonly (readonly [string, JsonSchema])[];
}

/** Every dotted path below a schema, in the order of the definition. */
export function pathsBelow(schema: JsonSchema, prefix = ''): string[] {
  const paths = fieldsOf(schema).flatMap(([name, field]) => [
    `${prefix}${name}`,
    ...pathsBelow(field, `${prefix}${name}.`),
  ]);
  return [...new Set(paths)];
}

/** The schemas of a field. Of alternatives only those that `input` can mean, told by their constant fields. */
export function schemasAt(root: JsonSchema, path: readonly PropertyKey[], input?: unknown): readonly JsonSchema[] {
  return path.reduce<readonly JsonSchema[]>(
    (schemas, key, depth) =>
      schemas.flatMap((schema) => {
        const inside = valueAt(input, path.slice(0, depth));
        const every = alternatives(schema);
        const meant = every.filter((alternative) => hasConstants(alternative, inside));
        return (meant.length > 0 ? meant : every).flatMap((alternative) => childSchemas(alternative, key));
      }),
    [root],
  );
}

function childSchemas(schema: JsonSchema, key: PropertyKey): readonly JsonSchema[] {
  const child =
    typeof key === 'number' ? schema.items : (schema.properties?.[String(key)] ?? schema.additionalProperties);
  return isSchema(child) ? [child] : [];
}

/** A constant that the input leaves to its default counts as written. */
export function hasConstants(schema: JsonSchema, input: unknown): boolean {
  const constants = Object.entries(schema.properties ?? {}).filter(([, field]) => isSchema(field) && 'const' in field);
  return constants.some(
    ([name, field]) => isSchema(field) && (valueAt(input, [name]) ?? field.default) === field.const,
  );
}
