/** A whole IDX file of images with `pixel(index)` at each pixel. */
export function idxBytes(count: number, rows: number, columns: number, pixel: (index: number) => number): Buffer {
  const header = Buffer.alloc(16);
  [0x00000803, count, rows, columns].forEach((word, index) => {
    header.writeUInt32BE(word, 4 * index);
  });
  return Buffer.concat([header, Uint8Array.from({ length: count * rows * columns }, (_, index) => pixel(index))]);
}
