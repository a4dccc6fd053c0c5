/**
 * JSON with the keys of every object sorted and no white space, so that equal values give equal text whatever the order
 * they were written in. Numbers as JSON.stringify writes them (0.10 and 0.1 are one; so are 0 and -0); a property that is
 * undefined is left out.
 *
 * @throws TypeError for what JSON cannot hold: NaN, infinities, functions, symbols, bigints.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`canonical JSON cannot hold ${String(value)}`);
}
