/** Standard error of the mean of independent values: their standard deviation (by N - 1) over sqrt(N); NaN of a single one. */
export function standardError(values: Float64Array): number {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value / count, 0);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (count - 1) / count);
}
