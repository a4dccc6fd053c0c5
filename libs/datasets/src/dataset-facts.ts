import { rankOf } from '@collapse/closed-forms';
import { type DatasetFacts, datasetTraits, type Support } from '@collapse/trials';
import type { Dataset } from './dataset.ts';

/** What values may be. */
const SUPPORTS: readonly (readonly [name: Support, holds: (value: number) => boolean])[] = [
  ['real', () => true],
  ['unit', (value) => value >= 0 && value <= 1],
  ['open-unit', (value) => value > 0 && value < 1],
  ['count', (value) => Number.isInteger(value) && value >= 0],
];

/** What the rules on trials ask of a data set that has been read. */
export function datasetFacts(dataset: Dataset): DatasetFacts {
  const { specification, dim, count, spectrum, values, test } = dataset;
  const parts = test === null ? [values] : [values, test.values];
  const supports = SUPPORTS.filter(([, holds]) => parts.every((part) => part.every(holds))).map(([name]) => name);
  const said = datasetTraits(specification).values;
  return {
    dim,
    count,
    rank: rankOf(spectrum.eigenvalues),
    supports,
    ...(said === undefined ? {} : { values: said }),
    imageSide: imageSideOf(dataset),
  };
}

/** Pixels on a side of square images of one or three channels. */
function imageSideOf({ imageShape, dim }: Dataset): number | null {
  if (imageShape === null) return null;
  const [height, width] = imageShape;
  return height === width && [1, 3].includes(dim / (height * width)) ? height : null;
}
