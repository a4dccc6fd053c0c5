import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROWS = 14;

/**
 * Writes table.csv and held-out.csv, four columns of which one never varies, and arrays.safetensors with two arrays and one of
 * images, into a folder.
 */
export function writeArrays(folder: string): void {
  writeFileSync(join(folder, 'table.csv'), table(ROWS, 1));
  writeFileSync(join(folder, 'held-out.csv'), table(6, 2));
  const one = Float32Array.from({ length: ROWS * 3 }, (_, index) => ((index * 29) % 17) / 4);
  const other = Float64Array.from({ length: ROWS * 5 }, (_, index) => Math.sin(index) - 0.3);
  const images = Float32Array.from({ length: ROWS * 8 * 8 }, (_, index) => ((index * 31) % 23) / 22);
  const [first, second] = [one.byteLength, one.byteLength + other.byteLength];
  const header = JSON.stringify({
    one: { dtype: 'F32', shape: [ROWS, 3], data_offsets: [0, first] },
    other: { dtype: 'F64', shape: [ROWS, 5], data_offsets: [first, second] },
    images: { dtype: 'F32', shape: [ROWS, 8, 8], data_offsets: [second, second + images.byteLength] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const bytes = ({ buffer }: Float32Array | Float64Array) => Buffer.from(buffer);
  writeFileSync(
    join(folder, 'arrays.safetensors'),
    Buffer.concat([length, Buffer.from(header), bytes(one), bytes(other), bytes(images)]),
  );
}

function table(rows: number, seed: number): string {
  const line = (row: number) => [1, 2, 3].map((column) => ((row * 7 * column + seed * 13 + column) % 11) / 2).join(',');
  return ['a,b,c,d', ...Array.from({ length: rows }, (_, row) => `${line(row)},2`)].join('\n');
}
