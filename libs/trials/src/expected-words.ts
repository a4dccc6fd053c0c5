import { alternatives, type JsonSchema } from './field-schema.ts';

/** What fits a field, in words: `a number >= 0`, `one of "fixed", "scalar"`, `an integer >= 1 or "full"`. */
export function expectedWords(schemas: readonly JsonSchema[]): string {
  const simple = schemas.flatMap(alternatives);
  const literals = [...new Set(simple.flatMap(literalsOf).map((value) => JSON.stringify(value)))];
  const others = [...new Set(simple.filter((schema) => literalsOf(schema).length === 0).map(typeWords))];
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
      return 'a text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return schema.minItems ? 'a list that is not empty' : 'a list';
    case 'object':
      return `an object with ${Object.keys(schema.properties ?? {}).join(', ') || 'fields'}`;
    default:
      return 'something else';
  }
}

function boundWords({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): string {
  const bounds = [
    minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `>= ${minimum}` : '',
    exclusiveMinimum !== undefined ? `> ${exclusiveMinimum}` : '',
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `<= ${maximum}` : '',
    exclusiveMaximum !== undefined ? `< ${exclusiveMaximum}` : '',
  ].filter((bound) => bound !== '');
  return bounds.length === 0 ? '' : ` ${bounds.join(' and ')}`;
}
