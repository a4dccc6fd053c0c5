/**
 * Makes the shipped extracts from the full MNIST files:
 *   node libs/datasets/data/make-mnist-1k.ts DIRECTORY_WITH_THE_FULL_GZ_FILES
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const HEADER_BYTES = 16;
const IMAGE_BYTES = 28 * 28;
const EXTRACTS = [
  { source: 'train-images-idx3-ubyte.gz', target: 'mnist-1k-images-idx3-ubyte.gz', count: 1000 },
  { source: 't10k-images-idx3-ubyte.gz', target: 'mnist-1k-test-images-idx3-ubyte.gz', count: 500 },
];

const directory = process.argv[2];
if (directory === undefined) throw new Error('expected the directory of the full MNIST .gz files as the only argument');
for (const { source, target, count } of EXTRACTS) {
  const full = gunzipSync(readFileSync(path.join(directory, source)));
  const extract = Buffer.from(full.subarray(0, HEADER_BYTES + count * IMAGE_BYTES));
  extract.writeUInt32BE(count, 4);
  writeFileSync(path.join(import.meta.dirname, target), gzipSync(extract, { level: 9 }));
  console.log(`${target}: ${count} images`);
}
