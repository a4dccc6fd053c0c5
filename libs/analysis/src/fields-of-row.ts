import { BUILT_IN, type Fields, type GaussianForm } from '@collapse/models';
import type { Cell } from './flatten-specification.ts';

/** The specification of a trial by dotted path. */
export type Cells = Readonly<Record<string, Cell>>;

/** The fields of a part of a trial, such as `likelihood`, from a row, whose lists are JSON text. */
export function fieldsAt(cells: Cells, part: string): Fields {
  const own = Object.entries(cells).filter(([path, value]) => path.startsWith(`${part}.`) && value !== null);
  return own.reduce<Fields>(
    (fields, [path, value]) =>
      withField(fields, path.slice(part.length + 1).split('.'), isList(value) ? JSON.parse(value) : value),
    {},
  );
}

function withField(fields: Fields, [name = '', ...inside]: readonly string[], value: unknown): Fields {
  if (inside.length === 0) return { ...fields, [name]: value };
  return { ...fields, [name]: withField((fields[name] ?? {}) as Fields, inside, value) };
}

/** What closed forms need of a row's decoder; null where it is no Gaussian. */
export function gaussianOfRow(cells: Cells): GaussianForm | null {
  const fields = fieldsAt(cells, 'likelihood');
  const known = BUILT_IN.likelihoods.find(({ kind }) => kind === fields.kind);
  return known?.gaussian?.(fields) ?? null;
}

function isList(value: Cell): value is string {
  return typeof value === 'string' && value.startsWith('[');
}
