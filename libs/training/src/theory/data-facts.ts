import type { Dataset } from '@collapse/datasets';
import { type StillPixels, stillPixels } from './still-pixels.ts';

/** What closed forms need of a data set. */
export interface DataFacts {
  /** Of the covariance to be modelled, shape [dim], descending: see dataFacts. */
  readonly eigenvalues: Float64Array;
  readonly count: number;
  /** Numbers that each data point is modelled given; 0 where it is left out. */
  readonly conditionDim?: number;
  /** None where they are left out. */
  readonly stillPixels?: StillPixels;
}

/** A conditional model's latent variables see what the condition leaves of the covariance. */
export function dataFacts({
  spectrum,
  condition,
  count,
  moments,
}: Pick<Dataset, 'spectrum' | 'condition' | 'count' | 'moments'>): DataFacts {
  return {
    eigenvalues: condition?.residualEigenvalues ?? spectrum.eigenvalues,
    count,
    conditionDim: condition?.dim ?? 0,
    stillPixels: stillPixels(moments),
  };
}
