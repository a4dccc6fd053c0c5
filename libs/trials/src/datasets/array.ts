import { z } from 'zod';
import { count, seed } from '../specification/specification-numbers.ts';
import { datasetKind } from './dataset-kind.ts';

export const array = datasetKind({
  schema: z.strictObject({
    name: z
      .literal('array')
      .describe('rows of a file: .npy, .npz, .csv, .tsv, .parquet, .feather, .h5, .h5ad or .safetensors, plain or .gz'),
    file: z.string().min(1).describe("absolute, or relative to the grid file's folder"),
    format: z
      .enum(['npy', 'npz', 'csv', 'tsv', 'parquet', 'feather', 'h5', 'h5ad', 'safetensors'])
      .optional()
      .describe('how the file is read whatever its ending; left out, the ending says it'),
    key: z
      .string()
      .min(1)
      .optional()
      .describe('the array of a .npz, .h5, .h5ad or .safetensors file; left out, its only one, X of .h5ad'),
    columns: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('names of the columns taken of a table, of the genes of .h5ad; left out, all of them'),
    testFile: z.string().min(1).optional().describe('held-out rows, of the same columns'),
    testFraction: z.number().gt(0).lt(1).optional().describe('share of the rows that is held out, drawn by `seed`'),
    count: count.optional().describe('training rows: the first COUNT; left out, all of them'),
    seed: seed
      .optional()
      .describe('draws the rows of testFraction, 0 where left out; the trial seed does not touch it'),
    scaling: z
      .enum(['none', 'standardize', 'unit', 'log1p'])
      .default('none')
      .describe('by column, statistics of the training rows; standardize: mean 0, variance 1; unit: to [0, 1]'),
    values: z
      .enum(['real', 'unit', 'count', 'token'])
      .optional()
      .describe(
        'what the values are, once scaled, which is checked; unit: within [0, 1]; count, token: integers >= 0; left out, nothing is claimed',
      ),
  }),
  traits: (own) => ({
    conditional: false,
    ...(own.count === undefined ? {} : { count: own.count }),
    ...(own.values === undefined ? {} : { values: own.values }),
    // Mean 0 has values on both sides of it. Of other scalings the data tell: held-out rows may exceed those of the training part.
    ...(own.scaling === 'standardize' ? { withinUnit: false } : {}),
    unitByScaling: true,
    unscaled: 'none',
    logits: false,
  }),
});
