import { isPlainObject } from '../specification/plain-object.ts';

/** `value` laid over `target`: objects field by field, everything else, arrays too, replaces. Neither is changed. */
export function merge(target: unknown, value: unknown): unknown {
  if (!isPlainObject(target) || !isPlainObject(value)) return value;
  const merged: Record<string, unknown> = { ...target };
  for (const [key, inner] of Object.entries(value)) merged[key] = key in target ? merge(target[key], inner) : inner;
  return merged;
}

/** `value` merged into `target` at a path; [] is the whole of it. */
export function mergeAt(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return merge(target, value);
  const fields = isPlainObject(target) ? target : {};
  return { ...fields, [key]: mergeAt(fields[key], rest, value) };
}
