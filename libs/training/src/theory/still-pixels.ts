import type { Moments } from '@collapse/closed-forms';

/** Dimensions of the data, called pixels, that are the same in every data point. */
export interface StillPixels {
  readonly count: number;
  /** Of these, how many are 0 or 1. */
  readonly atEnds: number;
}

const ROUNDING = 1e-12;

export function stillPixels({ mean, covariance, dim }: Pick<Moments, 'mean' | 'covariance' | 'dim'>): StillPixels {
  let count = 0;
  let atEnds = 0;
  for (let j = 0; j < dim; j++) {
    const value = mean[j] ?? 0;
    // A mean of squares less a squared mean leaves rounding of a pixel that is not 0.
    if ((covariance[j * dim + j] ?? 0) > ROUNDING * value ** 2) continue;
    count++;
    if (value === 0 || value === 1) atEnds++;
  }
  return { count, atEnds };
}
