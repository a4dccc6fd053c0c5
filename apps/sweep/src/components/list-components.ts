import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PART_NAMES, PARTS } from '@collapse/components';
import { EXECUTOR_KINDS } from '@collapse/executors/kinds';
import { type Catalog, expectedWords } from '@collapse/trials';
import { z } from 'zod';
import { PROJECT_FOLDER } from '../user-path.ts';

/** Something that is chosen by its name. */
export interface ListedComponent {
  /** What it is chosen for, such as "likelihood". */
  readonly part: string;
  readonly name: string;
  readonly summary: string;
  readonly fields: readonly ListedField[];
  /** The file that it is written in: from the project's folder, or as the grid lists it. */
  readonly source: string;
  readonly builtIn: boolean;
}

export interface ListedField {
  readonly name: string;
  /** What fits it, in words. */
  readonly type: string;
  /** Left out where a grid has to give it. */
  readonly default?: unknown;
  readonly optional: boolean;
  /** What it is, with its unit. */
  readonly description: string;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Everything that a grid or a command line can choose by name. */
export function listComponents(catalog: Catalog): ListedComponent[] {
  const ofTrials = PART_NAMES.flatMap((part) =>
    catalog.components[PARTS[part].list].map(({ kind, summary, fields, unused = [] }): ListedComponent => {
      const outside = catalog.sources[`${part} ${kind}`];
      const source = outside ?? builtInSource(PARTS[part].list, kind);
      const schema = z.toJSONSchema(z.strictObject(fields), { io: 'input' });
      const isUsed = ({ name }: ListedField) => !(unused as readonly string[]).includes(name);
      return {
        part,
        name: kind,
        summary,
        fields: fieldsIn(schema).filter(isUsed),
        source,
        builtIn: outside === undefined,
      };
    }),
  );
  const executors = EXECUTOR_KINDS.map(({ name, summary, options }): ListedComponent => {
    const schema = z.toJSONSchema(z.strictObject(options.shape), { io: 'input' });
    const source = `libs/executors/src/kinds/${name}.ts`;
    return { part: 'executor', name, summary, fields: fieldsIn(schema), source, builtIn: true };
  });
  return [...ofTrials, ...dataSets(catalog), ...executors];
}

function builtInSource(list: string, kind: string): string {
  const own = `libs/models/src/${list}/${kind}.ts`;
  return existsSync(join(PROJECT_FOLDER, own)) ? own : `libs/models/src/${list}/index.ts`;
}

function dataSets({ jsonSchema }: Catalog): ListedComponent[] {
  const dataset = schemaAt(jsonSchema.properties, 'dataset');
  return (dataset?.oneOf ?? dataset?.anyOf ?? []).filter(isSchema).map((schema) => {
    const name = String(schemaAt(schema.properties, 'name')?.const);
    const fields = fieldsIn(schema).filter((field) => field.name !== 'name');
    const source = 'libs/datasets/src/registry.ts';
    return { part: 'data set', name, summary: schema.description ?? '', fields, source, builtIn: true };
  });
}

function fieldsIn({ properties = {}, required = [] }: JsonSchema): ListedField[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    if (!isSchema(schema)) return [];
    return [
      {
        name,
        type: expectedWords([schema]),
        ...(schema.default === undefined ? {} : { default: schema.default }),
        optional: schema.default === undefined && !required.includes(name),
        description: schema.description ?? '',
      },
    ];
  });
}

function schemaAt(properties: JsonSchema['properties'], name: string): JsonSchema | undefined {
  const schema = properties?.[name];
  return isSchema(schema) ? schema : undefined;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}
