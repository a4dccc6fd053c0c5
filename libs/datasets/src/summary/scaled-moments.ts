import type { ColumnRanges } from '../moments/moment-sums.ts';

export type ColumnDivision = 'standardize' | 'unit';

/** What each column is to be multiplied by, shape [dim]; 0 for one that never varies. */
export function columnFactors(
  scaling: ColumnDivision,
  variances: Float64Array,
  { smallest, largest }: ColumnRanges,
): Float64Array {
  return variances.map((variance, column) => {
    const width = (largest[column] as number) - (smallest[column] as number);
    if (width === 0) return 0;
    return 1 / (scaling === 'unit' ? width : Math.sqrt(variance));
  });
}

/** The covariance [dim, dim] of columns multiplied by `factors` [dim]. */
export function scaledCovariance(covariance: Float64Array, factors: Float64Array): Float64Array {
  const dim = factors.length;
  return covariance.map(
    (value, cell) => value * (factors[Math.floor(cell / dim)] as number) * (factors[cell % dim] as number),
  );
}

export function diagonalOf(matrix: Float64Array, dim: number): Float64Array {
  return Float64Array.from({ length: dim }, (_, i) => matrix[i * dim + i] as number);
}
