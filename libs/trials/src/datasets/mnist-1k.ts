import { z } from 'zod';
import { datasetKind } from './dataset-kind.ts';
import { imageCondition, imageScaling, imageTraits } from './images.ts';

/** The one data set whose count is not a field. */
const COUNT = 1000;

export const mnist1k = datasetKind({
  schema: z.strictObject({
    name: z.literal('mnist-1k').describe('the first 1000 MNIST training images, shipped with the project'),
    scaling: imageScaling,
    condition: imageCondition,
  }),
  traits: (own) => imageTraits(own, 28, COUNT),
});
