/** A number for reading: as many decimals as its size asks for, a true minus sign. */
export function shortNumber(value: number): string {
  const whole = Math.round(value);
  const size = Math.abs(value);
  // A mean of whole numbers is a whole number but for rounding.
  if (Math.abs(value - whole) < 1e-9 && (whole !== 0 || value === 0)) return withMinus(String(whole));
  if (size >= 1) return withMinus(value.toFixed(size >= 10_000 ? 0 : size >= 1000 ? 1 : 2));
  if (size >= 1e-4) return withMinus(value.toFixed(size >= 0.01 ? 3 : 4));
  return withMinus(value.toExponential(1));
}

function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}

/** The same for a value that something is at most: never below it, as rounding to the nearest may be. */
export function shortBound(value: number): string {
  const text = shortNumber(value);
  const [digits = '', exponent = '0'] = text.replaceAll('−', '-').split('e');
  const shown = Number(`${digits}e${exponent}`);
  if (shown >= value) return text;
  const decimals = digits.split('.')[1]?.length ?? 0;
  return shortNumber(shown + 10 ** (Number(exponent) - decimals));
}
