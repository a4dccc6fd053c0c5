/** A number for reading: as many decimals as its size asks for, a true minus sign. */
export function shortNumber(value: number): string {
  if (Number.isInteger(value)) return withMinus(String(value));
  const size = Math.abs(value);
  if (size >= 100) return withMinus(value.toFixed(size >= 10_000 ? 0 : 1));
  if (size >= 0.01) return withMinus(value.toFixed(size >= 1 ? 2 : 3));
  return withMinus(value.toExponential(1));
}

function withMinus(text: string): string {
  return text.replace('-', '−');
}
