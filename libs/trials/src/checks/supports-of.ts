import type { Support } from '@collapse/models';

const HOLDS: readonly (readonly [name: Support, holds: (value: number) => boolean])[] = [
  ['real', () => true],
  ['unit', (value) => value >= 0 && value <= 1],
  ['open-unit', (value) => value > 0 && value < 1],
  ['count', (value) => Number.isInteger(value) && value >= 0],
];

/** What all values of a data set are, those of its held-out part included. */
export function supportsOf({
  values,
  test,
}: {
  readonly values: Float32Array;
  readonly test: { readonly values: Float32Array } | null;
}): Support[] {
  const parts = test === null ? [values] : [values, test.values];
  return HOLDS.filter(([, holds]) => parts.every((part) => part.every(holds))).map(([name]) => name);
}
