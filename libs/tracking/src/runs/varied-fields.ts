import type { GridAxis } from '@collapse/study';
import { type Leaf, leavesOf } from './parameters.ts';

export const SEED = 'seed';

/** A specification field that some axis of a grid varies. */
export interface VariedField {
  readonly path: string;
  /** Whether all of its values are numbers. */
  readonly numeric: boolean;
}

/** The fields that differ along the axes of a grid, in the grid's order, the seed last. */
export function variedFields(axes: readonly GridAxis[]): VariedField[] {
  const fields = new Map<string, VariedField>();
  for (const { path, values } of axes) {
    const leaves = values.map((value) => leavesOf(value, path));
    for (const field of new Set(leaves.flatMap(Object.keys))) {
      const found = leaves.map((leaf): Leaf => leaf[field] ?? null);
      if (new Set(found).size > 1) {
        fields.set(field, { path: field, numeric: found.every((leaf) => typeof leaf === 'number') });
      }
    }
  }
  return [...fields.values()].sort((one, other) => Number(one.path === SEED) - Number(other.path === SEED));
}
