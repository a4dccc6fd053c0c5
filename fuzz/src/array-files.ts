import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROWS = 14;

/**
 * Writes table.csv and held-out.csv, four columns of which one never varies, and arrays.safetensors with two arrays of numbers,
 * one of counts, one of shares and one of images, into a folder.
 */
export function writeArrays(folder: string): void {
  writeFileSync(join(folder, 'table.csv'), table(ROWS, 1));
  writeFileSync(join(folder, 'held-out.csv'), table(6, 2));
  const one = Float32Array.from({ length: ROWS * 3 }, (_, index) => ((index * 29) % 17) / 4);
  const other = Float64Array.from({ length: ROWS * 5 }, (_, index) => Math.sin(index) - 0.3);
  // The first data point has no count at all.
  const counts = Float32Array.from({ length: ROWS * 4 }, (_, index) => (index < 4 ? 0 : (index * 31) % 13));
  const shares = one.map((value) => (value + 0.5) / 6);
  const images = Float32Array.from({ length: ROWS * 8 * 8 }, (_, index) => ((index * 31) % 23) / 22);
  const floats = [
    { name: 'one', values: one, shape: [ROWS, 3] },
    { name: 'counts', values: counts, shape: [ROWS, 4] },
    { name: 'shares', values: shares, shape: [ROWS, 3] },
    { name: 'images', values: images, shape: [ROWS, 8, 8] },
  ];
  let end = 0;
  const placed = floats.map(({ name, values, shape }) => {
    const start = end;
    end += values.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }] as const;
  });
  const header = JSON.stringify({
    ...Object.fromEntries(placed),
    other: { dtype: 'F64', shape: [ROWS, 5], data_offsets: [end, end + other.byteLength] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const bytes = ({ buffer }: Float32Array | Float64Array) => Buffer.from(buffer);
  writeFileSync(
    join(folder, 'arrays.safetensors'),
    Buffer.concat([length, Buffer.from(header), ...floats.map(({ values }) => bytes(values)), bytes(other)]),
  );
}

function table(rows: number, seed: number): string {
  const line = (row: number) => [1, 2, 3].map((column) => ((row * 7 * column + seed * 13 + column) % 11) / 2).join(',');
  return ['a,b,c,d', ...Array.from({ length: rows }, (_, row) => `${line(row)},2`)].join('\n');
}
