/**
 * Eigenvalues [d], descending, that differ from 0 by more than the rounding of a float64 decomposition: those above
 * d * 2^-52 times the largest.
 */
export function rankOf(eigenvalues: Float64Array): number {
  const tolerance = (eigenvalues[0] ?? 0) * eigenvalues.length * Number.EPSILON;
  return eigenvalues.reduce((rank, eigenvalue) => (eigenvalue > tolerance ? rank + 1 : rank), 0);
}
