const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
/** Up to here characters one by one are faster than a call of the decoder; most fields are numbers. */
const SHORT = 32;

/** Bytes from `start` up to `end` as text, with what a browser has too; what is not UTF-8 becomes U+FFFD. */
export function utf8(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT) return DECODER.decode(bytes.subarray(start, end));
  let text = '';
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x80) return DECODER.decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}
