import { fieldsOf, schemasAt, TRIAL_JSON_SCHEMA } from './field-schema.ts';
import { WHOLE_TRIAL } from './grid-input.ts';
import { mergeAt } from './merge.ts';
import { isPlainObject, type PlainObject, valueAt } from './plain-object.ts';

export interface Axis {
  /** Dotted path of the field that the values are merged at; '' is the whole trial. */
  readonly path: string;
  readonly values: readonly unknown[];
}

/** One trial before its defaults are filled in, with the value it has of each axis. */
export interface Combination {
  readonly input: unknown;
  /** In the order of the axes. */
  readonly values: readonly unknown[];
}

/** How many trials the axes make; Infinity where that is too large to count. */
export function countCombinations(axes: readonly Axis[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

/** The product of the axes over the base, the last axis fastest. */
export function* expand(base: PlainObject, axes: readonly Axis[]): Generator<Combination> {
  const paths = axes.map(({ path }) => (path === '' ? [] : path.split('.')));
  const bases = new Map<unknown, unknown>();
  const count = countCombinations(axes);
  for (let index = 0; index < count; index += 1) {
    const values = valuesOf(axes, index);
    const laid = (target: unknown) =>
      values.reduce<unknown>((merged, value, axis) => mergeAt(merged, paths[axis] ?? [], value), target);
    const input = laid(base);
    const name = valueAt(input, ['dataset', 'name']);
    if (name === valueAt(base, ['dataset', 'name'])) {
      yield { input, values };
    } else {
      // Fields of the base's data set that this one does not have are not meant for it.
      if (!bases.has(name)) bases.set(name, withDatasetFieldsOf(base, name));
      yield { input: laid(bases.get(name)), values };
    }
  }
}

/** The digits of `index` in the mixed radix of the axes' lengths, as the axes' values. */
function valuesOf(axes: readonly Axis[], index: number): unknown[] {
  const values = Array<unknown>(axes.length);
  let rest = index;
  for (let axis = axes.length - 1; axis >= 0; axis -= 1) {
    const choices = axes[axis]?.values ?? [];
    values[axis] = choices[rest % choices.length];
    rest = Math.floor(rest / choices.length);
  }
  return values;
}

function withDatasetFieldsOf(base: PlainObject, name: unknown): PlainObject {
  const { dataset } = base;
  if (!isPlainObject(dataset)) return base;
  const kinds = schemasAt(TRIAL_JSON_SCHEMA, ['dataset']).flatMap((schema) => schema.oneOf ?? schema.anyOf ?? []);
  const kind = kinds.filter(isPlainObject).find((schema) => valueAt(schema, ['properties', 'name', 'const']) === name);
  if (kind === undefined) return base;
  const known = new Set(fieldsOf(kind).map(([field]) => field));
  return { ...base, dataset: Object.fromEntries(Object.entries(dataset).filter(([field]) => known.has(field))) };
}

/** The path that an axis of the file names. */
export function axisPath(name: string): string {
  return name === WHOLE_TRIAL ? '' : name;
}
