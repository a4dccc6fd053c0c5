/**
 * Milliseconds to wait by a Retry-After header (RFC 9110, 10.2.3: seconds or an HTTP date); undefined where there is none
 * or it cannot be read.
 */
export function retryAfterMilliseconds(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
