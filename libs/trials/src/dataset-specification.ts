import { z } from 'zod';
import { count, seed } from './specification-numbers.ts';

/** Variances of data beyond these leave the range of float32 once they are squared and summed. */
const SMALLEST_EIGENVALUE = 1e-30;
const LARGEST_EIGENVALUE = 1e30;

/*
 * Fields that came later are optional and have no default, so that a trial which does not name them keeps its id.
 */

const scaling = z.enum(['unit', 'logit']).default('unit').describe('unit: x/255; logit: dequantised, then logit');
const imageCondition = z
  .enum(['left-half'])
  .optional()
  .describe('makes the model conditional: it models the right half of each image given the left half');
const publishedCount = z.int().min(1).max(60000).default(60000).describe('the first COUNT training images');

export const datasetSpecification = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('mnist-1k').describe('the first 1000 MNIST training images, shipped with the project'),
    scaling,
    condition: imageCondition,
  }),
  z.strictObject({ name: z.literal('mnist'), count: publishedCount, scaling, condition: imageCondition }),
  z.strictObject({ name: z.literal('fashion-mnist'), count: publishedCount, scaling, condition: imageCondition }),
  z.strictObject({
    name: z.literal('image-folder').describe('PNG and JPEG files of a folder, such as CelebA, or of its subfolders'),
    folder: z.string().min(1).describe('absolute, or relative to IMAGES_DIR or else the working directory'),
    size: z.int().min(2).max(64).default(32).describe('pixels on a side, after the largest centred square is resized'),
    channels: z.enum(['rgb', 'grey']).default('rgb'),
    count: count.optional().describe('training images: the first COUNT; left out, all that testCount leaves'),
    testCount: z.int().min(0).default(0).describe('held-out images: the files after those'),
    scaling,
  }),
  z.strictObject({
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
  z.strictObject({
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
]);

export type DatasetSpecification = z.output<typeof datasetSpecification>;

/** Whether the data come with a condition, so that the model is of p(x|condition). */
export function isConditional(dataset: DatasetSpecification): boolean {
  return 'condition' in dataset && dataset.condition !== undefined;
}

/** What the values of a data set are: a likelihood fits some of them. */
export type ValueKind = NonNullable<Extract<DatasetSpecification, { name: 'array' }>['values']>;
