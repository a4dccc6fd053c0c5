import { alternatives, fieldsOf, schemasAt, TRIAL_JSON_SCHEMA } from './field-schema.ts';
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
  const bases = new Map<string, PlainObject>();
  const baseNames = namesOf(base);
  const count = countCombinations(axes);
  for (let index = 0; index < count; index += 1) {
    const values = valuesOf(axes, index);
    const laid = (target: unknown) =>
      values.reduce<unknown>((merged, value, axis) => mergeAt(merged, paths[axis] ?? [], value), target);
    const input = laid(base);
    const names = namesOf(input);
    const replaced = SECTIONS_BY_NAME.filter((_, index) => names[index] !== baseNames[index]);
    if (replaced.length === 0) {
      yield { input, values };
    } else {
      // Fields of the base's data set or optimiser that this one does not have are not meant for it.
      const key = JSON.stringify(names);
      const own = bases.get(key) ?? replaced.reduce((rest, section) => withFieldsOf(rest, section, input), base);
      bases.set(key, own);
      yield { input: laid(own), values };
    }
  }
}

/** The sections of a trial whose fields depend on their `name`. */
const SECTIONS_BY_NAME = ['dataset', 'optimizer'] as const;

const namesOf = (trial: unknown) => SECTIONS_BY_NAME.map((section) => valueAt(trial, [section, 'name']));

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

/** The base, its section left with the fields that the section of that name has. */
function withFieldsOf(base: PlainObject, section: string, input: unknown): PlainObject {
  const { [section]: fields } = base;
  if (!isPlainObject(fields)) return base;
  const name = valueAt(input, [section, 'name']);
  const kinds = schemasAt(TRIAL_JSON_SCHEMA, [section]).flatMap(alternatives);
  const kind = kinds.find((schema) => valueAt(schema, ['properties', 'name', 'const']) === name);
  if (kind === undefined) return base;
  const known = new Set(fieldsOf(kind).map(([field]) => field));
  return { ...base, [section]: Object.fromEntries(Object.entries(fields).filter(([field]) => known.has(field))) };
}

/** The path that an axis of the file names. */
export function axisPath(name: string): string {
  return name === WHOLE_TRIAL ? '' : name;
}
