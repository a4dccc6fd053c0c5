import { logGammaOf } from '../../../src/likelihoods/log-gamma.ts';
import type { Made } from './held-likelihood.ts';

/** ln of a negative binomial's probability by its definition, in float64. */
export function negativeBinomial(x: number, { location, logDispersion = Number.NaN }: Made): number {
  const [mean, d] = [Math.exp(location), Math.exp(logDispersion)];
  // A product over the factors d, d + 1, ... where the two gamma functions would cancel.
  const ways = Array.from({ length: x }, (_, i) => Math.log(d + i)).reduce((total, one) => total + one, 0);
  return ways - logGammaOf(x + 1) - d * Math.log1p(mean / d) + x * (location - Math.log(d + mean));
}
