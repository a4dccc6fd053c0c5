import { rankOf } from '@collapse/closed-forms';
import { type DatasetFacts, datasetTraits } from '@collapse/trials';
import type { Dataset } from './dataset.ts';

/** What the rules on trials ask of a data set that has been read. */
export function datasetFacts(dataset: Dataset): DatasetFacts {
  const { specification, dim, count, spectrum, values, test } = dataset;
  const within = (value: number) => value >= 0 && value <= 1;
  const said = datasetTraits(specification).values;
  return {
    dim,
    count,
    rank: rankOf(spectrum.eigenvalues),
    withinUnit: values.every(within) && (test === null || test.values.every(within)),
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
