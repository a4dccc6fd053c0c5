const LONGEST = 80;

/** A value as it is shown in an error: as JSON where it has any, `nothing` where it is missing. */
export function receivedWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint' || typeof value === 'symbol') return `a ${typeof value}`;
  const text = jsonOf(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

/** What JSON cannot hold, such as an object that holds itself, is told of by its kind. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return 'an object that is no plain data';
    throw error;
  }
}
