/** Estimates of log p(x) of some of the data points, and what the samples they are made of tell of their errors, nats. */
export interface PointEstimates {
  /** Shape [points]. */
  readonly values: Float64Array;
  /** Mean over the points of each value's variance over samples, at the points given. */
  readonly withinVariance: number;
  /** Variance over samples of the mean of the values: withinVariance / points where each point has samples of its own. */
  readonly samplingVariance: number;
}

/**
 * Standard error of the mean of the values as an estimate for all `population` data points, nats: two-stage sampling
 * (Cochran 1977, section 11.2) with the points as a simple random sample. Where they are all the data, only the error of the
 * samples is left. null where one point or one sample does not tell.
 */
export function standardErrorOfMean(estimates: PointEstimates, population: number): number | null {
  const { values, withinVariance, samplingVariance } = estimates;
  const points = values.length;
  if (!Number.isFinite(samplingVariance)) return null;
  if (points === population) return Math.sqrt(samplingVariance);
  if (points === 1) return null;
  // The spread over points holds the samples' noise too, but for the part that all points share.
  const ownNoise = ((withinVariance - samplingVariance) * points) / (points - 1);
  const between = Math.max(0, varianceOf(values) - ownNoise);
  return Math.sqrt((1 - points / population) * (between / points) + samplingVariance);
}

/** Variance with divisor n - 1. */
function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/**
 * (sum w)^2 / sum w^2 of weights given by their logarithms, from 1 to their number (Kong 1992): as many equal weights would
 * tell as much.
 */
export function effectiveSamples(logWeights: Float64Array): number {
  const largest = logWeights.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  let sum = 0;
  let squares = 0;
  for (const value of logWeights) {
    const weight = Math.exp(value - largest);
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / squares;
}

/**
 * Variance over samples of ln(mean of the weights), to first order (the delta method): (1/effective - 1/S) S/(S - 1). Too
 * small where a few weights carry the sum, which is when the effective number is small.
 */
export function varianceOfLogMean(effective: number, samples: number): number {
  return samples === 1 ? Number.NaN : Math.max(0, 1 / effective - 1 / samples) * (samples / (samples - 1));
}
