import { closeSync, openSync, readSync } from 'node:fs';
import { type DelimitedOptions, DelimitedReader } from './delimited.ts';
import type { RowChunk } from './npy-chunks.ts';

/** Bytes that are read at a time. */
const PIECE_BYTES = 2 ** 22;
const NEWLINE = 0x0a;
const QUOTE = 0x22;

/** A text file piece by piece, each of whole rows. */
export interface DelimitedChunks {
  readonly chunks: Generator<RowChunk>;
  /** Known once the first chunk is read. */
  readonly reader: DelimitedReader;
}

/**
 * Rows of a .csv or .tsv file of which never more than a piece is in memory.
 * @throws UserError, with row and column, as readDelimited
 */
export function delimitedChunks(file: string, options: DelimitedOptions): DelimitedChunks {
  const reader = new DelimitedReader(file, options);
  return { reader, chunks: read(file, reader) };
}

function* read(file: string, reader: DelimitedReader): Generator<RowChunk> {
  for (const bytes of wholeRows(file)) {
    const values = reader.read(bytes);
    if (values.length > 0) yield { values, rows: values.length / reader.taken.length };
  }
}

/** Pieces that end with a line that no quote holds open; what follows the last one comes with the next piece. */
function* wholeRows(file: string): Generator<Buffer> {
  const handle = openSync(file, 'r');
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
      const length = readSync(handle, piece, 0, PIECE_BYTES, null);
      const bytes = Buffer.concat([rest, piece.subarray(0, length)]);
      if (length === 0) {
        if (bytes.length > 0) yield bytes;
        return;
      }
      const end = endOfRows(bytes);
      rest = bytes.subarray(end);
      if (end > 0) yield bytes.subarray(0, end);
    }
  } finally {
    closeSync(handle);
  }
}

/** Behind the last end of a line outside quotes, in bytes that start outside them. */
function endOfRows(bytes: Buffer): number {
  if (!bytes.includes(QUOTE)) return bytes.lastIndexOf(NEWLINE) + 1;
  let [isQuoted, end] = [false, 0];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) isQuoted = !isQuoted;
    else if (bytes[at] === NEWLINE && !isQuoted) end = at + 1;
  }
  return end;
}
