import { fieldsOf, type JsonSchema, schemasAt } from '../specification/field-schema.ts';
import { isPlainObject, type PlainObject, valueAt } from '../specification/plain-object.ts';
import { WHOLE_TRIAL } from './grid-input.ts';
import { mergeAt } from './merge.ts';

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

/**
 * The product of the axes over the base, the last axis fastest.
 * @param schema of a trial
 */
export function* expand(base: PlainObject, axes: readonly Axis[], schema: JsonSchema): Generator<Combination> {
  const paths = axes.map(({ path }) => (path === '' ? [] : path.split('.')));
  const bases = new Map<string, PlainObject>();
  const count = countCombinations(axes);
  for (let index = 0; index < count; index += 1) {
    const values = valuesOf(axes, index);
    const laid = (target: unknown) =>
      values.reduce<unknown>((merged, value, axis) => mergeAt(merged, paths[axis] ?? [], value), target);
    const input = laid(base);
    const changed = KINDS.filter((path) => valueAt(input, path) !== valueAt(base, path));
    if (changed.length === 0) {
      yield { input, values };
    } else {
      // Fields of the base's data set, or of another part, that this kind of it does not have are not meant for it.
      const key = JSON.stringify(changed.map((path) => [path, valueAt(input, path)]));
      const meant =
        bases.get(key) ?? changed.reduce((left, path) => withFieldsOf(left, path, valueAt(input, path), schema), base);
      bases.set(key, meant);
      yield { input: laid(meant), values };
    }
  }
}

/** Where a trial says what a part of it is. */
const KINDS: readonly (readonly [string, ...string[]])[] = [
  ['dataset', 'name'],
  ['likelihood', 'kind'],
  ['objective', 'kind'],
  ['optimizer', 'name'],
  ['model', 'family'],
  ['model', 'encoder', 'network'],
  ['model', 'decoder', 'network'],
];

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

/** The base with those fields of a part that it has where its kind is `kind`. */
function withFieldsOf(base: PlainObject, path: readonly string[], kind: unknown, schema: JsonSchema): PlainObject {
  const [discriminator, ...above] = path.toReversed();
  const place = above.toReversed();
  const part = valueAt(base, place);
  if (!isPlainObject(part) || discriminator === undefined) return base;
  const kinds = schemasAt(schema, place).flatMap((found) => found.oneOf ?? found.anyOf ?? []);
  const meant = kinds.filter(isPlainObject).find((found) => isOfKind(found, discriminator, kind));
  if (meant === undefined) return base;
  const known = new Set(fieldsOf(meant).map(([field]) => field));
  const left = Object.fromEntries(Object.entries(part).filter(([field]) => known.has(field)));
  return replacedAt(base, place, left);
}

function isOfKind(schema: PlainObject, discriminator: string, kind: unknown): boolean {
  return valueAt(schema, ['properties', discriminator, 'const']) === kind;
}

function replacedAt(base: PlainObject, [key, ...rest]: readonly string[], value: PlainObject): PlainObject {
  if (key === undefined) return value;
  const inner = base[key];
  return { ...base, [key]: replacedAt(isPlainObject(inner) ? inner : {}, rest, value) };
}

/** The path that an axis of the file names. */
export function axisPath(name: string): string {
  return name === WHOLE_TRIAL ? '' : name;
}
