/** gamma_1 .. gamma_n > 0 of the directions in use, descending, and 1 + gamma_j = sqrt(lam_j / level). */
export interface WaterFilling {
  readonly gains: readonly number[];
  readonly level: number;
}

/** sqrt(lam_1) + .. + sqrt(lam_n). */
export function rootSum(eigenvalues: Float64Array, count: number): number {
  return eigenvalues.subarray(0, count).reduce((sum, value) => sum + Math.sqrt(value), 0);
}

/** How many of the leading `most` directions (`eigenvalues` descending) can be in use: those above 0. */
export function usable(eigenvalues: Float64Array, most: number): number {
  return eigenvalues.subarray(0, most).filter((value) => value > 0).length;
}

/**
 * The gains of given sum on at most `most` of the leading directions that leave the least sum_j lam_j / (1 + gamma_j):
 * 1 + gamma_j = max(1, sqrt(lam_j / level)). Null where there is nothing to share out or no direction that takes it.
 */
export function waterFilling(eigenvalues: Float64Array, budget: number, most: number): WaterFilling | null {
  if (!(budget > 0)) return null;
  for (let count = usable(eigenvalues, most); count >= 1; count--) {
    const rate = (budget + count) / rootSum(eigenvalues, count);
    const gains = Array.from(eigenvalues.subarray(0, count), (value) => Math.sqrt(value) * rate - 1);
    if (count === 1 || (gains[count - 1] as number) > 0) return { gains, level: rate ** -2 };
  }
  return null;
}
