/** sum_i coefficients[i] x^i. */
export function polynomialAt(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/**
 * The real roots in [from, to] at which a polynomial (lowest power first) changes sign, ascending: its derivative's roots
 * cut the interval where it is monotone, and each piece is bisected to the spacing of float64.
 */
export function polynomialRoots(coefficients: readonly number[], from: number, to: number): number[] {
  if (coefficients.length < 2) return [];
  const derivative = coefficients.slice(1).map((coefficient, index) => coefficient * (index + 1));
  const cuts = [from, ...polynomialRoots(derivative, from, to), to];
  return cuts.slice(1).flatMap((end, index) => {
    let [low, high] = [cuts[index] as number, end];
    const sign = Math.sign(polynomialAt(coefficients, low));
    const other = Math.sign(polynomialAt(coefficients, high));
    if (sign === other || other === 0) return other === 0 && low < high ? [high] : [];
    if (sign === 0) return index === 0 ? [low] : [];
    for (;;) {
      const middle = (low + high) / 2;
      if (middle <= low || middle >= high) return [middle];
      if (Math.sign(polynomialAt(coefficients, middle)) === sign) low = middle;
      else high = middle;
    }
  });
}
