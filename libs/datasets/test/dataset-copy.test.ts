import { readdirSync } from 'node:fs';
import { datasetSpecification } from '@collapse/trials';
import test from 'ava';
import { datasetParts, keepDatasetCopy, loadDataset, readDatasetCopy } from '../src/index.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const synthetic = { name: 'synthetic', eigenvalues: [2, 1], dim: 3, count: 7, noise: 0.1 };
const load = (cacheDirectory: string, more: object = {}) =>
  loadDataset(datasetSpecification.parse({ ...synthetic, ...more }), { cacheDirectory, onNotice: () => undefined });
const ignore = () => undefined;

test('a copy is the data set to the last bit, moments and spectrum included, on memory that threads share', async (t) => {
  const cache = await temporaryDirectory(t);
  const dataset = await load(await temporaryDirectory(t));
  t.is(await readDatasetCopy(cache, dataset.checksum), null);
  const received = await keepDatasetCopy(cache, dataset.checksum, Buffer.concat(datasetParts(dataset)), ignore);
  t.deepEqual(received, dataset);
  t.true(received?.values.buffer instanceof SharedArrayBuffer);
  t.true(received?.spectrum.eigenvectors.buffer instanceof SharedArrayBuffer);
  t.deepEqual(await readDatasetCopy(cache, dataset.checksum), dataset);
});

test('a copy of conditional data brings the condition, which its checksum covers', async (t) => {
  const cache = await temporaryDirectory(t);
  const dataset = await load(await temporaryDirectory(t), { condition: { correlations: [0.5] } });
  t.not(dataset.condition, null);
  t.deepEqual(await keepDatasetCopy(cache, dataset.checksum, Buffer.concat(datasetParts(dataset)), ignore), dataset);
  t.deepEqual(await readDatasetCopy(cache, dataset.checksum), dataset);
});

test('a copy that is damaged, cut off or of other data is refused and not kept', async (t) => {
  const cache = await temporaryDirectory(t);
  const dataset = await load(await temporaryDirectory(t));
  const whole = Buffer.concat(datasetParts(dataset));
  for (const place of [3, whole.indexOf(0x0a) + 2, whole.length - 1]) {
    const damaged = Buffer.from(whole);
    damaged[place] = (damaged[place] ?? 0) ^ 1;
    t.is(await keepDatasetCopy(cache, dataset.checksum, damaged, ignore), null);
  }
  t.is(await keepDatasetCopy(cache, dataset.checksum, whole.subarray(0, -8), ignore), null);
  t.is(await keepDatasetCopy(cache, 'f'.repeat(64), whole, ignore), null);
  t.deepEqual(readdirSync(cache), []);
});
