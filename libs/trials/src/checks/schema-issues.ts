import type { z } from 'zod';
import {
  alternatives,
  fieldsOf,
  hasConstants,
  type JsonSchema,
  pathsBelow,
  schemasAt,
} from '../specification/field-schema.ts';
import { valueAt } from '../specification/plain-object.ts';
import { expectedWords, literalsOf } from '../words/expected-words.ts';
import { nearestName } from '../words/nearest-name.ts';
import { receivedWords } from '../words/received-words.ts';
import type { Issue } from '../words/user-error.ts';

export interface SchemaContext {
  /** JSON Schema of what was parsed. */
  readonly schema: JsonSchema;
  readonly input: unknown;
  /** Where a missing field is to be added, as the end of "Add it to ...". */
  readonly place: string;
  /** How a path is written; dotted where it is left out. */
  readonly fieldName?: (path: readonly PropertyKey[]) => string;
}

/** What zod found wrong, in the user's terms: what is expected comes from the schema and so names every bound at once. */
export function schemaIssues(error: z.ZodError, context: SchemaContext): Issue[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownField([...issue.path, key], context))
      : [wrongValue(issue.path, context)],
  );
}

/** How a path is written; an empty name is shown as such, and the path of the whole by what it is the whole of. */
export function dotted(path: readonly PropertyKey[], whole = ''): string {
  return path.length === 0 ? whole : path.map((key) => (key === '' ? '""' : String(key))).join('.');
}

function unknownField(path: readonly PropertyKey[], context: SchemaContext): Issue {
  const { schema, input, fieldName = (parts) => dotted(parts) } = context;
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const siblings = [
    ...new Set(schemasAt(schema, parent, input).flatMap((node) => siblingNames(node, valueAt(input, parent)))),
  ];
  const near = nearestName(key, siblings);
  const others = pathsBelow(schema).filter((other) => other.endsWith(`.${key}`) && other !== dotted(path));
  const depth = (other: string) => other.split('.').length;
  const elsewhere = others.filter((other) => depth(other) === Math.min(...others.map(depth)));
  const meant = near === null ? elsewhere.slice(0, 2).join(' or ') : fieldName([...parent, near]);
  return {
    field: fieldName(path),
    expected: `a field that exists (${siblings.join(', ')})`,
    received: `an unknown field with ${receivedWords(valueAt(input, path))}`,
    remedy: meant === '' ? `Remove it${ofOthers(path, context)}.` : `Did you mean ${meant}?`,
  };
}

/** Where other kinds of the section have the field: which. */
function ofOthers(
  path: readonly PropertyKey[],
  { schema, fieldName = (parts) => dotted(parts) }: SchemaContext,
): string {
  const parent = path.slice(0, -1);
  const kinds = schemasAt(schema, parent)
    .flatMap(alternatives)
    .filter((alternative) => fieldsOf(alternative).some(([name]) => name === path.at(-1)))
    .flatMap(fieldsOf)
    .filter(([, field]) => 'const' in field);
  const [kind] = kinds;
  if (!kind) return '';
  const values = kinds.map(([, field]) => JSON.stringify(field.const));
  const list = [values.slice(0, -1).join(', '), ...values.slice(-1)].filter((words) => words !== '').join(' and ');
  return `: it is a field of ${fieldName([...parent, kind[0]])} ${list}`;
}

/** Names of the fields an object may have; of alternatives, those of the one that the object is. */
function siblingNames(schema: JsonSchema, value: unknown): string[] {
  const meant = alternatives(schema).filter((alternative) => hasConstants(alternative, value));
  return (meant.length > 0 ? meant : [schema]).flatMap(fieldsOf).map(([name]) => name);
}

function wrongValue(
  path: readonly PropertyKey[],
  { schema, input, place, fieldName = (parts) => dotted(parts) }: SchemaContext,
): Issue {
  const value = valueAt(input, path);
  const schemas = schemasAt(schema, path, input);
  const expected = expectedWords(schemas);
  const field = fieldName(path);
  const literals = schemas
    .flatMap(alternatives)
    .flatMap(literalsOf)
    .filter((literal) => typeof literal === 'string');
  const near = typeof value === 'string' ? nearestName(value, literals) : null;
  if (value === undefined) return { field, expected, received: 'nothing', remedy: `Add ${dotted(path)} to ${place}.` };
  const remedy = near === null ? `Write ${expected}${meaning(schemas, expected)}.` : `Did you mean "${near}"?`;
  return { field, expected, received: receivedWords(value), remedy };
}

/** What the field is for, where its definition says so and `expected` does not. */
function meaning(schemas: readonly JsonSchema[], expected: string): string {
  const description = schemas.find((schema) => schema.description !== undefined)?.description;
  return description === undefined || expected.includes(description) ? '' : ` (${description})`;
}
