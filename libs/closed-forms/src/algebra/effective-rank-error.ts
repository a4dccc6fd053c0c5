import { checkCount, checkLength } from '../errors/input-checks.ts';
import { effectiveRank } from '../posteriors/posterior-mean-spectrum.ts';
import type { Spectrum } from './eigendecompose.ts';
import type { Moments } from './moments.ts';
import { rankOf } from './rank.ts';

/**
 * Standard error of the effective rank of N independent codes, by the delta method: an eigenvalue's influence of a code is
 * y_i^2 - lambda_i, with y_i its centred coordinate along the eigenvector, and d rank / d lambda_i = -rank (ln p_i + H) /
 * sum(lambda), with p_i the eigenvalue's share and H the entropy of the shares. Eigenvalues of 0 are left out. null where
 * nothing varies.
 * @param codes shape [N, k]
 * @param spectrum of the covariance of the codes
 */
export function effectiveRankError(
  codes: Float32Array | Float64Array,
  { count, dim: k, mean }: Pick<Moments, 'count' | 'dim' | 'mean'>,
  { eigenvalues, eigenvectors }: Spectrum,
): number | null {
  checkCount('count', count);
  checkLength('codes', codes, count * k);
  const rank = effectiveRank(eigenvalues);
  if (rank === null) return null;
  const total = eigenvalues.reduce((sum, value) => sum + value, 0);
  const directions = rankOf(eigenvalues);
  const slopes = Float64Array.from(
    { length: directions },
    (_, i) => (-rank * (Math.log((eigenvalues[i] as number) / total) + Math.log(rank))) / total,
  );
  const centred = new Float64Array(k);
  const coordinates = new Float64Array(directions);
  let squares = 0;
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < k; i++) centred[i] = (codes[n * k + i] as number) - (mean[i] as number);
    coordinates.fill(0);
    for (let i = 0; i < k; i++) {
      const value = centred[i] as number;
      const row = i * k;
      for (let j = 0; j < directions; j++) {
        coordinates[j] = (coordinates[j] as number) + value * (eigenvectors[row + j] as number);
      }
    }
    // sum slope_i lambda_i is 0, as the rank does not see the scale: influences are centred.
    let influence = 0;
    for (let j = 0; j < directions; j++) influence += (slopes[j] as number) * (coordinates[j] as number) ** 2;
    squares += influence * influence;
  }
  return Math.sqrt(squares) / count;
}
