import { at } from '../support/random-model.ts';

/**
 * 1/2 sum_j lam_j [(I + G' G)^-1]_jj of latents with gains g_i (rows of G, shape [k, d]): the error left by the best decoder,
 * in units of s2, by Gauss-Jordan elimination.
 */
export function errorLeft(eigenvalues: readonly number[], gains: readonly (readonly number[])[]): number {
  const d = eigenvalues.length;
  const rows = Array.from({ length: d }, (_, i) =>
    Array.from({ length: 2 * d }, (__, j) => {
      if (j >= d) return j - d === i ? 1 : 0;
      return gains.reduce((sum, row) => sum + at(row, i) * at(row, j), i === j ? 1 : 0);
    }),
  );
  for (let pivot = 0; pivot < d; pivot++) {
    const own = rows[pivot] ?? [];
    const scale = at(own, pivot);
    for (let j = 0; j < 2 * d; j++) own[j] = at(own, j) / scale;
    for (const [i, row] of rows.entries()) {
      const factor = at(row, pivot);
      if (i === pivot || factor === 0) continue;
      for (let j = 0; j < 2 * d; j++) row[j] = at(row, j) - factor * at(own, j);
    }
  }
  return eigenvalues.reduce((sum, lam, j) => sum + (lam * at(rows[j] ?? [], d + j)) / 2, 0);
}

/** A row of a given squared length along the direction of d numbers. */
export function rowOf(direction: Float64Array, squaredLength: number): number[] {
  const scale = Math.sqrt(squaredLength) / Math.hypot(...direction);
  return Array.from(direction, (value) => value * scale);
}
