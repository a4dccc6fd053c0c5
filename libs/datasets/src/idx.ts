import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { UserError } from '@collapse/trials';

/** Grey-scale images of an IDX file. */
export interface IdxImages {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** One byte a pixel, shape [count, rows * columns]. */
  readonly pixels: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const IMAGE_DIMENSIONS = 3;
const HEADER_BYTES = 4 + 4 * IMAGE_DIMENSIONS;

const inflate = promisify(gunzip);

/**
 * The bytes of a file that may be gzip-compressed, told by its first two bytes and not by its name.
 *
 * @throws UserError that names `source` where the compressed data is cut off or damaged.
 */
export async function decompressed(bytes: Uint8Array, source: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await inflate(bytes);
  } catch (cause) {
    throw new UserError(
      {
        field: source,
        expected: 'a whole gzip file',
        received: `${bytes.length} bytes that do not decompress (${cause instanceof Error ? cause.message : cause})`,
        remedy: 'The file is cut off or damaged: replace it with a fresh copy.',
      },
      { cause },
    );
  }
}

/**
 * Reads the IDX format of the MNIST files: two zero bytes, the type, the number of dimensions, each size as a
 * big-endian 32-bit integer, then the pixels. The result is a view of `bytes`, not a copy.
 *
 * @throws UserError that names `source` for anything but a whole file of images of unsigned bytes.
 */
export function parseIdxImages(bytes: Uint8Array, source: string): IdxImages {
  const refuse = (expected: string, received: string, remedy: string) =>
    new UserError({ field: source, expected, received, remedy });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  if (bytes.length < 4 || view.getUint16(0) !== 0) {
    throw refuse(
      'an IDX file (two zero bytes first)',
      bytes.length === 0 ? 'an empty file' : `the first bytes ${hexadecimal(bytes.subarray(0, 4))}`,
      'Give a file in the format of train-images-idx3-ubyte, plain or gzip.',
    );
  }
  if (view.getUint8(2) !== UNSIGNED_BYTE) {
    throw refuse(
      'IDX values of type 08 (unsigned bytes)',
      `type ${hexadecimal(bytes.subarray(2, 3))}`,
      'Convert the images to one unsigned byte a pixel.',
    );
  }
  if (view.getUint8(3) !== IMAGE_DIMENSIONS) {
    throw refuse(
      '3 IDX dimensions (images, rows, columns)',
      `${view.getUint8(3)}`,
      'Give the file of the images; a file with 1 dimension holds labels.',
    );
  }
  if (bytes.length < HEADER_BYTES) {
    throw refuse(`an IDX header of ${HEADER_BYTES} bytes`, `${bytes.length} bytes`, 'Replace the file, it is cut off.');
  }
  const [count, rows, columns] = [view.getUint32(4), view.getUint32(8), view.getUint32(12)];
  if (count === 0 || rows === 0 || columns === 0) {
    throw refuse('at least one image, row and column', `sizes ${count} x ${rows} x ${columns}`, 'Replace the file.');
  }
  const length = HEADER_BYTES + count * rows * columns;
  if (bytes.length !== length) {
    throw refuse(
      `${length} bytes for ${count} images of ${rows} x ${columns}`,
      `${bytes.length} bytes`,
      bytes.length < length
        ? 'The file is cut off: replace it with a fresh copy.'
        : 'The file has bytes after its last image: replace it with a fresh copy.',
    );
  }
  return { count, rows, columns, pixels: bytes.subarray(HEADER_BYTES) };
}

function hexadecimal(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
