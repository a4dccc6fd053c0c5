import type { EncoderOutputs, LinearDecoder } from '@collapse/closed-forms';
import { UserError } from '@collapse/trials';
import type { ExplainedData } from '../explain/explain.ts';
import { type GivenArray, requireFinite, rowsOf, shapeWords } from './given-array.ts';

/** The data that a model was trained on, as it saw them. */
export interface DiagnosedData extends ExplainedData {
  /** Shape [count, dim]. */
  readonly values: Float32Array | Float64Array;
  /** Shape [dim]. */
  readonly mean: Float64Array;
}

/** @throws UserError where the data and the posteriors are not of the same data points */
export function requireSameCount(
  data: Pick<DiagnosedData, 'count' | 'dim'>,
  outputs: Pick<EncoderOutputs, 'count' | 'latentDim'>,
  means: string,
): void {
  if (data.count === outputs.count) return;
  const isMeanTransposed = outputs.latentDim === data.count;
  const isDataTransposed = data.dim === outputs.count;
  const [field, remedy] = isMeanTransposed
    ? [means, 'The posteriors look transposed: save array.T of means and log-variances, with a data point a row.']
    : isDataTransposed
      ? ['--data', 'The data look transposed: save array.T, with a data point a row.']
      : [means, 'Encode every data point of --data once, in the same order.'];
  throw new UserError({
    field,
    expected:
      isDataTransposed && !isMeanTransposed
        ? `${outputs.count} data points, as ${means} has rows`
        : `as many rows as --data has data points, ${data.count}`,
    received:
      isDataTransposed && !isMeanTransposed
        ? `${data.count} data points of ${data.dim} numbers`
        : `${outputs.count} rows of ${outputs.latentDim}`,
    remedy,
  });
}

/** @throws UserError for reconstructions of another shape than the data, or with numbers that are not finite */
export function checkReconstructions(array: GivenArray, { count, dim }: Pick<DiagnosedData, 'count' | 'dim'>): void {
  const { rows, dim: width } = rowsOf(array);
  if (rows !== count || width !== dim) {
    throw new UserError({
      field: array.name,
      expected: `${count} reconstructions of ${dim} numbers, as --data has them`,
      received: `the shape ${shapeWords(array.shape)}`,
      remedy:
        rows === dim && width === count
          ? 'They look transposed: save array.T, with a data point a row.'
          : 'Write what the decoder gives for every data point of --data, in the same order.',
    });
  }
  requireFinite(array);
}

/** What a mean of 0 may miss it by, as a share of the data's second moment, where a decoder without a bias is taken. */
const CENTRED = 1e-6;

/**
 * A linear decoder from its weights [d, k] and bias [d].
 * @param bias null for none
 * @throws UserError for other shapes, numbers that are not finite, or no bias with data that need one
 */
export function checkDecoder(
  { weights, bias }: { readonly weights: GivenArray; readonly bias: GivenArray | null },
  { dim, mean, eigenvalues }: DiagnosedData,
  latentDim: number,
): Omit<LinearDecoder, 'decoderVariance'> {
  const { rows, dim: width } = rowsOf(weights);
  if (rows !== dim || width !== latentDim) {
    throw new UserError({
      field: weights.name,
      expected: `the shape ${shapeWords([dim, latentDim])}: numbers of a data point by latent dimensions`,
      received: shapeWords(weights.shape),
      remedy:
        rows === latentDim && width === dim
          ? 'They are transposed: save weights.T.'
          : 'Give the weights of the one linear layer of the decoder; of several, their product.',
    });
  }
  requireFinite(weights);
  if (bias === null) requireCentred(mean, eigenvalues);
  else if (bias.values.length !== dim) {
    throw new UserError({
      field: bias.name,
      expected: `${dim} numbers, one for each number of a data point`,
      received: `the shape ${shapeWords(bias.shape)}`,
      remedy: 'Give the bias of the layer whose weights are given.',
    });
  } else requireFinite(bias);
  return {
    latentDim,
    dim,
    decoderWeights: Float64Array.from(weights.values),
    decoderBias: bias === null ? new Float64Array(dim) : Float64Array.from(bias.values),
  };
}

function requireCentred(mean: Float64Array, eigenvalues: Float64Array): void {
  const squares = mean.reduce((sum, value) => sum + value ** 2, 0);
  const variance = eigenvalues.reduce((sum, value) => sum + value, 0);
  if (squares <= CENTRED * (variance + squares)) return;
  throw new UserError({
    field: '--decoder-bias',
    expected: "the decoder's bias beside its weights, as the mean of the data is not 0",
    received: 'nothing',
    remedy: 'Give it too; for a decoder without one, a file of zeros.',
  });
}
