import { z } from 'zod';
import { count } from '../specification/specification-numbers.ts';
import { datasetKind } from './dataset-kind.ts';
import { imageScaling, imageTraits } from './images.ts';

export const imageFolder = datasetKind({
  schema: z.strictObject({
    name: z.literal('image-folder').describe('PNG and JPEG files of a folder, such as CelebA, or of its subfolders'),
    folder: z.string().min(1).describe('absolute, or relative to IMAGES_DIR or else the working directory'),
    size: z.int().min(2).max(64).default(32).describe('pixels on a side, after the largest centred square is resized'),
    channels: z.enum(['rgb', 'grey']).default('rgb'),
    count: count.optional().describe('training images: the first COUNT; left out, all that testCount leaves'),
    testCount: z.int().min(0).default(0).describe('held-out images: the files after those'),
    scaling: imageScaling,
  }),
  traits: (own) => imageTraits(own, own.size, own.count),
});
