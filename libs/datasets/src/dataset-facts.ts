import { rankOf } from '@collapse/closed-forms';
import { type DatasetFacts, datasetTraits, supportsOf } from '@collapse/trials';
import type { Dataset } from './dataset.ts';

/** What the rules on trials ask of a data set that has been read. */
export function datasetFacts(dataset: Dataset): DatasetFacts {
  const { specification, dim, count, spectrum } = dataset;
  const said = datasetTraits(specification).values;
  return {
    dim,
    count,
    rank: rankOf(spectrum.eigenvalues),
    supports: supportsOf(dataset),
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
