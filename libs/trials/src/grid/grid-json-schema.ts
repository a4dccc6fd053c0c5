import { z } from 'zod';
import { CATALOG } from '../catalog/catalog.ts';
import { isSchema, type JsonSchema, pathsBelow, schemasAt } from '../specification/field-schema.ts';
import { gridInput, WHOLE_TRIAL } from './grid-input.ts';

/** JSON Schema of a grid file, from the zod definitions: editors complete and check grids with it. */
export function gridJsonSchema({ jsonSchema: trial } = CATALOG): JsonSchema {
  const grid = z.toJSONSchema(gridInput, { io: 'input' });
  const axes = Object.fromEntries([
    ...pathsBelow(trial).map((path) => [path, axisSchema(schemasAt(trial, path.split('.')))]),
    [WHOLE_TRIAL, axisSchema([trial])],
  ]);
  const { axes: anyAxes, base: anyBase } = grid.properties ?? {};
  return {
    ...grid,
    title: 'Grid of trials',
    properties: {
      ...grid.properties,
      base: { ...partial(trial), ...described(anyBase) },
      axes: { type: 'object', ...described(anyAxes), properties: axes, additionalProperties: false },
    },
  };
}

function described(schema: unknown): JsonSchema {
  return isSchema(schema) && schema.description !== undefined ? { description: schema.description } : {};
}

function axisSchema(schemas: readonly JsonSchema[]): JsonSchema {
  // Several data sets or optimisers have a field alike.
  const values = [...new Map(schemas.map(partial).map((schema) => [JSON.stringify(schema), schema])).values()];
  const [only] = values;
  const items = values.length === 1 && only !== undefined ? only : { anyOf: values };
  return { type: 'array', minItems: 1, uniqueItems: true, items };
}

/** The same schema with every field optional: base and axes give a trial together. */
function partial(schema: JsonSchema): JsonSchema {
  const { required: _required, $schema: _schema, oneOf, anyOf, properties, ...rest } = schema;
  const choices = oneOf ?? anyOf;
  return {
    ...rest,
    ...(choices === undefined ? {} : { anyOf: choices.filter(isSchema).map(partial) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, field]) => [name, isSchema(field) ? partial(field) : field]),
          ),
        }),
  };
}
