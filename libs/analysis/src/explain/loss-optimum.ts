import {
  type LinearOptimum,
  linearOptimum,
  type NoOptimum,
  type OpenOptimum,
  type Reduction,
} from '@collapse/closed-forms';

export interface LossSettings {
  readonly latentDim: number;
  readonly dim: number;
  readonly batchSize: number;
  readonly reduction: Reduction;
  readonly beta: number;
  readonly variance: number | 'learned';
}

/** The best linear VAE for a loss on data with these eigenvalues, shape [dim], descending. */
export function optimumOf(
  eigenvalues: Float64Array,
  { variance, ...settings }: LossSettings,
): LinearOptimum | OpenOptimum | NoOptimum {
  const decoder =
    variance === 'learned' ? { variance: 1, learn: 'scalar' as const } : { variance, learn: 'fixed' as const };
  return linearOptimum({ ...settings, ...decoder, eigenvalues });
}
