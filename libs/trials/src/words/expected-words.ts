import { alternatives, type JsonSchema } from '../specification/field-schema.ts';

/** What fits a field, in words: `a number >= 0`, `one of "fixed", "scalar"`, `an integer >= 1 or "full"`. */
export function expectedWords(schemas: readonly JsonSchema[]): string {
  const simple = schemas.flatMap(alternatives);
  const literals = [...new Set(simple.flatMap(literalsOf).map((value) => JSON.stringify(value)))];
  const open = simple.filter((schema) => literalsOf(schema).length === 0);
  const objects = open.filter((schema) => schema.type === 'object');
  const others = [
    ...new Set(open.filter((schema) => schema.type !== 'object').map(typeWords)),
    ...(objects.length > 0 ? [objectWords(objects)] : []),
  ];
  const choice = literals.length > 1 ? [`one of ${literals.join(', ')}`] : literals;
  return [...others, ...choice].join(' or ') || 'something else';
}

/** The values that a schema lists. */
export function literalsOf(schema: JsonSchema): readonly unknown[] {
  return 'const' in schema ? [schema.const] : (schema.enum ?? []);
}

function typeWords(schema: JsonSchema): string {
  switch (schema.type) {
    case 'number':
    case 'integer':
      return `${schema.type === 'integer' ? 'an integer' : 'a number'}${boundWords(schema)}`;
    case 'string':
      return schema.pattern === undefined ? 'a text' : `a text of ${schema.description ?? schema.pattern}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return schema.minItems ? 'a list that is not empty' : 'a list';
    default:
      return 'something else';
  }
}

/** The fields that all alternatives have. */
function objectWords(schemas: readonly JsonSchema[]): string {
  const names = schemas.map((schema) => Object.keys(schema.properties ?? {}));
  const common = (names[0] ?? []).filter((name) => names.every((others) => others.includes(name)));
  const more = schemas.length > 1 ? ['...'] : [];
  return `an object with ${[...common, ...more].join(', ') || 'fields'}`;
}

function boundWords({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): string {
  const bounds = [
    minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER ? `>= ${minimum}` : '',
    exclusiveMinimum !== undefined ? `> ${exclusiveMinimum}` : '',
    maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER ? `<= ${maximum}` : '',
    exclusiveMaximum !== undefined ? `< ${exclusiveMaximum}` : '',
  ].filter((bound) => bound !== '');
  return bounds.length === 0 ? '' : ` ${bounds.join(' and ')}`;
}
