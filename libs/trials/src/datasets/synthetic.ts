import { z } from 'zod';
import { count, seed } from '../specification/specification-numbers.ts';
import { datasetKind } from './dataset-kind.ts';

/** Variances of data beyond these leave the range of float32 once they are squared and summed. */
const SMALLEST_EIGENVALUE = 1e-30;
const LARGEST_EIGENVALUE = 1e30;

export const synthetic = datasetKind({
  schema: z.strictObject({
    name: z.literal('synthetic').describe('Gaussian data with a given covariance spectrum'),
    eigenvalues: z
      .array(z.number().min(SMALLEST_EIGENVALUE).max(LARGEST_EIGENVALUE))
      .min(1)
      .describe('leading covariance eigenvalues; the rest are `noise`'),
    dim: z.int().min(1).max(4096),
    count,
    noise: z
      .number()
      .min(0)
      .max(LARGEST_EIGENVALUE)
      .default(0)
      .describe('eigenvalue of every direction not named in `eigenvalues`'),
    exact: z.boolean().default(false).describe('true: the sample covariance is exactly the asked one'),
    seed: seed.default(0).describe('draws the data; the trial seed does not touch it'),
    condition: z
      .strictObject({
        correlations: z
          .array(z.number().gt(-1).lt(1))
          .min(1)
          .describe('of condition i, a standard normal, with the data along direction i'),
      })
      .optional()
      .describe('makes the model conditional on numbers of which the data depend linearly'),
  }),
  traits: (own) => ({
    conditional: own.condition !== undefined,
    count: own.count,
    imageSide: null,
    values: 'real',
    withinUnit: false,
    unitByScaling: false,
    logits: false,
  }),
});
