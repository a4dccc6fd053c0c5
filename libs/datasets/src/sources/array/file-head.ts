import { closeSync, openSync, readSync } from 'node:fs';

/** A .npy header is 128 bytes, or longer by a long shape or a structured type. */
const HEADER_BYTES = 65_536;

/** The first bytes of a file, enough to tell what it is. @throws what opening and reading it throw */
export function headOf(file: string): Buffer {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(HEADER_BYTES);
    return head.subarray(0, readSync(handle, head, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(handle);
  }
}
