/** KL(N(mean, variance) || N(0, 1)) = (variance + mean^2 - 1 - ln variance) / 2, nats. */
export function gaussianKl(mean: number, variance: number): number {
  // Rounding can take variance - 1 - ln(variance) below 0 next to variance = 1.
  return (Math.max(0, variance - 1 - Math.log(variance)) + mean * mean) / 2;
}
