import { ACTIVE_ABOVE, type EncoderOutputs } from '@collapse/closed-forms';
import { UserError } from '@collapse/trials';
import { type GivenArray, requireFinite, rowsOf, shapeWords, wrongNumber } from './given-array.ts';

/** What an encoder put out for each data point, as the user's files have it. */
export interface GivenPosteriors {
  /** Shape [N, k]. */
  readonly means: GivenArray;
  /** Shape [N, k], or k numbers that all data points share. */
  readonly spread: GivenArray;
  readonly spreadIs: 'log-variances' | 'variances';
}

/** Beyond, the exponential of a log-variance is no normal number. */
const LARGEST_LOG_VARIANCE = 700;
/** Beyond, it is none in float32. */
const MOST_IN_FLOAT32 = 80;
/** Log-variances of collapsed dimensions stray around 0 by less. */
const STRAY = 0.05;

/**
 * The posteriors, if their arrays fit each other.
 * @throws UserError for shapes that disagree, numbers that are not finite, and variances in place of log-variances
 */
export function checkPosteriors({ means, spread, spreadIs }: GivenPosteriors): EncoderOutputs {
  const { rows: count, dim: latentDim } = rowsOf(means);
  if (count < 2 || latentDim < 1) {
    throw new UserError({
      field: means.name,
      expected: 'an array [data points, latent dimensions] of at least two data points',
      received: `the shape ${shapeWords(means.shape)}`,
      remedy: 'Give the posterior mean of every data point, a row each.',
    });
  }
  requireSpreadShape(means, spread);
  requireFinite(means);
  requireFinite(spread);
  const outputs = { count, latentDim, posteriorMean: means.values };
  if (spreadIs === 'variances') {
    requirePositive(spread);
    return { ...outputs, posteriorVariance: spread.values };
  }
  requireLogVariances(means, spread);
  return { ...outputs, posteriorVariance: exponentials(spread), posteriorLogVariance: spread.values };
}

function requireSpreadShape(means: GivenArray, spread: GivenArray): void {
  const mean = rowsOf(means);
  const { rows, dim } = rowsOf(spread);
  if (rows === mean.rows && dim === mean.dim) return;
  if (spread.values.length === mean.dim) return;
  const isTransposed = rows === mean.dim && dim === mean.rows;
  throw new UserError({
    field: spread.name,
    expected: `the shape ${shapeWords([mean.rows, mean.dim])} of ${means.name}, or ${mean.dim} numbers that all data points share`,
    received: `the shape ${shapeWords(spread.shape)}`,
    remedy: isTransposed
      ? 'One of the two is transposed: save array.T, with a data point a row.'
      : 'Write both for the same data points, from the same encoder.',
  });
}

function requirePositive(spread: GivenArray): void {
  const index = spread.values.findIndex((value) => !(value > 0));
  if (index === -1) return;
  const value = spread.values[index] as number;
  throw wrongNumber(spread, index, {
    expected: 'variances above 0',
    received: String(value),
    remedy:
      value < 0
        ? 'If these are log-variances, give them as --log-variances.'
        : 'Give the log-variances instead, as --log-variances: they do not underflow to 0.',
  });
}

/** Log-variances below 0 are what tells them: only a dimension that carries nothing has one of about 0. */
function requireLogVariances(means: GivenArray, spread: GivenArray): void {
  const { values } = spread;
  let [least, most] = [0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (Math.abs(value) > LARGEST_LOG_VARIANCE) {
      throw wrongNumber(spread, index, {
        expected: `log-variances between -${LARGEST_LOG_VARIANCE} and ${LARGEST_LOG_VARIANCE}`,
        received: String(value),
        remedy: 'Look at the encoder: a Gaussian posterior so wide or so narrow has no finite KL to speak of.',
      });
    }
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least < 0 || most === 0) return;
  if (most <= STRAY && !varies(means)) return;
  throw new UserError({
    field: spread.name,
    expected: 'log-variances, of which a trained encoder has some below 0',
    received: `numbers from ${plain(smallest(values))} to ${plain(most)}, none below 0: they look like variances or standard deviations`,
    remedy:
      'Give variances as --posterior-variances, and of standard deviations their squares. If they are log-variances indeed, give their exponentials as --posterior-variances.',
  });
}

/** Whether some posterior mean varies over the data. */
function varies(means: GivenArray): boolean {
  const { rows, dim } = rowsOf(means);
  for (let i = 0; i < dim; i++) {
    let mean = 0;
    let squares = 0;
    for (let n = 0; n < rows; n++) mean += (means.values[n * dim + i] as number) / rows;
    for (let n = 0; n < rows; n++) squares += ((means.values[n * dim + i] as number) - mean) ** 2 / rows;
    if (squares > ACTIVE_ABOVE) return true;
  }
  return false;
}

function smallest(values: Float32Array | Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) least = Math.min(least, value);
  return least;
}

const plain = (value: number) => String(Number(value.toPrecision(3)));

/** In float32 where the logarithms are and their exponentials fit. */
function exponentials({ values }: GivenArray): Float32Array | Float64Array {
  const fits = values.every((value) => Math.abs(value) < MOST_IN_FLOAT32);
  const variances =
    fits && values instanceof Float32Array ? new Float32Array(values.length) : new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) variances[index] = Math.exp(values[index] as number);
  return variances;
}
