import { dot, mirrorUpper, multiply } from './matrix-product.ts';

/** What a linear map P [k, d] makes of a covariance S [d, d]. */
export interface ProjectedCovariance {
  /** P S, shape [k, d]. */
  readonly cross: Float64Array;
  /** P S P^T, shape [k, k]. */
  readonly covariance: Float64Array;
}

/** P S and P S P^T, in k d^2 multiplications: the one costly product of each closed form of a linear VAE. */
export function projectCovariance(
  projection: Float64Array,
  covariance: Float64Array,
  k: number,
  d: number,
): ProjectedCovariance {
  const cross = multiply(projection, covariance, k, d, d);
  const projected = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = i; j < k; j++) projected[i * k + j] = dot(cross, i * d, projection, j * d, d);
  }
  mirrorUpper(projected, k);
  return { cross, covariance: projected };
}
