import { z } from 'zod';
import type { DatasetTraits } from './dataset-kind.ts';

export const imageScaling = z
  .enum(['unit', 'logit'])
  .default('unit')
  .describe('unit: x/255; logit: dequantised, then logit');

export const imageCondition = z
  .enum(['left-half'])
  .optional()
  .describe('makes the model conditional: it models the right half of each image given the left half');

export const publishedCount = z.int().min(1).max(60000).default(60000).describe('the first COUNT training images');

/** Of square images of bytes. Half of one is not square. */
export function imageTraits(
  { scaling, condition }: { readonly scaling: 'unit' | 'logit'; readonly condition?: 'left-half' | undefined },
  side: number,
  count: number | undefined,
): DatasetTraits {
  const unit = scaling === 'unit';
  return {
    conditional: condition !== undefined,
    ...(count === undefined ? {} : { count }),
    imageSide: condition === undefined ? side : null,
    values: unit ? 'unit' : 'real',
    withinUnit: unit,
    unitByScaling: true,
    logits: !unit,
  };
}
