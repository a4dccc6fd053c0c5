/**
 * KL(N(mean, variance) || N(0, 1)) = (variance + mean^2 - 1 - ln variance) / 2, nats.
 * @param logVariance ln variance, where it is known better than the variance, which may have underflowed to 0
 */
export function gaussianKl(mean: number, variance: number, logVariance: number = Math.log(variance)): number {
  // Rounding can take variance - 1 - ln(variance) below 0 next to variance = 1.
  return (Math.max(0, variance - 1 - logVariance) + mean * mean) / 2;
}
