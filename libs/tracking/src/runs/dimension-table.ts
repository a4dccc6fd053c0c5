import type { Dimensions } from '@collapse/trials';

/** A table as MLflow's UI shows one: columns and rows. */
export interface Table {
  readonly columns: readonly string[];
  readonly data: readonly (readonly (number | null)[])[];
}

/** Indices of the dimensions, that with the largest KL first. */
export function byDescendingKl({ kl }: Pick<Dimensions, 'kl'>): number[] {
  return kl.map((_, index) => index).sort((one, other) => (kl[other] ?? 0) - (kl[one] ?? 0));
}

/** What each latent dimension does, one row each: largest KL first, beside the closed form's value of the same rank. */
export function dimensionTable(dimensions: Dimensions): Table {
  const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
  return {
    columns: ['rank', 'dimension', 'kl', 'predicted_kl', 'posterior_mean_variance', 'fraction_below_epsilon'],
    data: byDescendingKl(dimensions).map((dimension, rank) => [
      rank + 1,
      dimension,
      finite(dimensions.kl[dimension]),
      finite(dimensions.predictedKl?.[rank]),
      finite(dimensions.posteriorMeanVariance[dimension]),
      finite(dimensions.fractionBelowEpsilon[dimension]),
    ]),
  };
}
