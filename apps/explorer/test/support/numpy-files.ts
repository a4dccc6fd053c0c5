import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Arrays as numpy wrote them: see libs/datasets/test/data/make-arrays.py. */
export const NUMPY: {
  readonly halves: number[];
  readonly eigenvalues: number[];
  readonly files: Readonly<Record<string, string>>;
} = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../libs/datasets/test/data/arrays.json'), 'utf8'));

export function numpyFile(name: string): Uint8Array<ArrayBuffer> {
  const text = NUMPY.files[name];
  if (text === undefined) throw new Error(`numpy wrote no ${name}`);
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** Rows of float32 as numpy.save writes them. */
export function npyOf(values: Float32Array, count: number, dim: number): Uint8Array<ArrayBuffer> {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${count}, ${dim}), }`.padEnd(117);
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length + 1, 0]);
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return new Uint8Array(Buffer.concat([start, Buffer.from(`${header}\n`), bytes]));
}
