import { z } from 'zod';
import { datasetKind } from './dataset-kind.ts';
import { imageCondition, imageScaling, imageTraits, publishedCount } from './images.ts';

export const mnist = datasetKind({
  schema: z.strictObject({
    name: z.literal('mnist'),
    count: publishedCount,
    scaling: imageScaling,
    condition: imageCondition,
  }),
  traits: (own) => imageTraits(own, 28, own.count),
});
