import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type DatasetSpecification, datasetSpecification } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { datasetShape, loadDataset } from '../src/index.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

/** Of each image: its size and the colour at (x, y). */
type Painter = (x: number, y: number) => readonly [number, number, number];

function image(width: number, height: number, paint: Painter) {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const pixel = Math.floor(index / 3);
    return paint(pixel % width, Math.floor(pixel / width))[index % 3] ?? 0;
  });
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

async function folderOf(t: ExecutionContext, files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = path.join(await temporaryDirectory(t), 'faces');
  await mkdir(folder);
  for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(folder, name), bytes);
  return folder;
}

const load = async (t: ExecutionContext, change: Partial<DatasetSpecification> & { folder: string; count: number }) =>
  loadDataset(datasetSpecification.parse({ name: 'image-folder', ...change }), {
    cacheDirectory: await temporaryDirectory(t),
    onNotice: () => {},
  });

const striped: Painter = (x) => (x < 4 ? [255, 0, 0] : x < 12 ? [0, 255, 0] : [0, 0, 255]);

test('files are taken by name, the centred square of each, channels side by side', async (t) => {
  const folder = await folderOf(t, {
    'b.png': await image(16, 8, striped).png().toBuffer(),
    'a.PNG': await image(8, 8, (x, y) => [10 * x, 20 * y, 7])
      .png()
      .toBuffer(),
    'c.png': await image(8, 8, () => [1, 2, 3])
      .png()
      .toBuffer(),
    'readme.txt': 'no image',
    '._a.PNG': 'what macOS leaves beside each file on a foreign disk',
    '.b.png': 'hidden',
  });
  const dataset = await load(t, { folder, count: 2, testCount: 1, size: 8 });
  t.deepEqual([dataset.count, dataset.dim, dataset.imageShape], [2, 192, [8, 8]]);
  const at = (image: number, x: number, y: number) =>
    [0, 1, 2].map((c) => Math.round(255 * (dataset.values[image * 192 + (y * 8 + x) * 3 + c] ?? 0)));
  t.deepEqual(at(0, 3, 5), [30, 100, 7]);
  // The middle 8 of 16 columns are all green.
  for (const [x, y] of [
    [0, 0],
    [7, 7],
  ] as const) {
    t.deepEqual(at(1, x, y), [0, 255, 0]);
  }
  t.is(dataset.test?.count, 1);
  t.deepEqual(
    [...(dataset.test?.values.subarray(0, 3) ?? [])].map((value) => Math.round(value * 255)),
    [1, 2, 3],
  );
});

test('images are resized; grey is one channel; JPEG too', async (t) => {
  const folder = await folderOf(t, {
    'a.jpg': await image(64, 48, (x) => (x < 32 ? [0, 0, 0] : [255, 255, 255]))
      .jpeg({ quality: 95 })
      .toBuffer(),
    'b.jpeg': await image(48, 64, () => [200, 200, 200])
      .jpeg()
      .toBuffer(),
  });
  const dataset = await load(t, { folder, count: 2, size: 6, channels: 'grey' });
  t.is(dataset.dim, 36);
  const [first, second] = [dataset.values.subarray(0, 36), dataset.values.subarray(36)];
  for (let y = 0; y < 6; y++) {
    t.true((first[y * 6] ?? 1) < 0.05 && (first[y * 6 + 5] ?? 0) > 0.95);
    t.true(Math.abs((first[y * 6 + 2] ?? 0) - (first[2] ?? 0)) < 0.02);
  }
  t.true(second.every((value) => Math.abs(value - 200 / 255) < 0.02));
});

test('more values than a spectrum can be had of are refused', (t) => {
  const specification = datasetSpecification.parse({ name: 'image-folder', folder: 'a', count: 1, size: 64 });
  t.throws(() => datasetShape(specification), { message: /dataset.size: expected an integer <= 36 for .*"rgb"/ });
});

test('a missing folder, too few images and a damaged one are told as such', async (t) => {
  await t.throwsAsync(load(t, { folder: '/nowhere/at/all', count: 1 }), { message: /dataset.folder: .*IMAGES_DIR/ });
  const png = await image(4, 4, () => [1, 2, 3])
    .png()
    .toBuffer();
  const folder = await folderOf(t, { 'a.png': png, 'b.png': png.subarray(0, 40) });
  await t.throwsAsync(load(t, { folder, count: 3 }), { message: /dataset.count: .*the 2 PNG and JPEG files/ });
  await t.throwsAsync(load(t, { folder, count: 2 }), { message: /b\.png: expected a whole PNG or JPEG/ });
});
