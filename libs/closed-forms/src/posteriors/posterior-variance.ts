import { checkAllPositive, checkFinite, checkLength } from '../errors/input-checks.ts';

/** Variances of a Gaussian posterior. */
export interface PosteriorVariance {
  readonly posteriorVariance: Float32Array | Float64Array;
  /** Their logarithms, of the same shape, where those are what is known: a variance may then have underflowed to 0. */
  readonly posteriorLogVariance?: Float32Array | Float64Array;
}

/** @throws ClosedFormError for another length, a number that is not finite, or a variance <= 0 whose logarithm is not given. */
export function checkPosteriorVariance(
  { posteriorVariance, posteriorLogVariance }: PosteriorVariance,
  ...lengths: readonly number[]
): void {
  checkLength('posteriorVariance', posteriorVariance, ...lengths);
  if (posteriorLogVariance) {
    checkLength('posteriorLogVariance', posteriorLogVariance, posteriorVariance.length);
    checkFinite('posteriorLogVariance', posteriorLogVariance);
    checkFinite('posteriorVariance', posteriorVariance);
  } else {
    checkAllPositive('posteriorVariance', posteriorVariance);
  }
}

/** ln of the variance at an index. */
export function logVarianceAt({ posteriorVariance, posteriorLogVariance }: PosteriorVariance, index: number): number {
  return posteriorLogVariance ? (posteriorLogVariance[index] as number) : Math.log(posteriorVariance[index] as number);
}
