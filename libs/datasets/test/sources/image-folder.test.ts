import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type DatasetSpecification, datasetSpecification } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { datasetShape, loadDataset } from '../../src/index.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

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
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes);
  }
  return folder;
}

const load = async (t: ExecutionContext, change: Partial<DatasetSpecification> & { folder: string }) =>
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

/** A PNG of one row of grey or RGB pixels of 16 bits. */
const wide = (values: readonly number[], channels: 1 | 3) =>
  sharp(Uint16Array.from(values), { raw: { width: 2, height: 2, channels } })
    .toColourspace(channels === 1 ? 'grey16' : 'rgb16')
    .png()
    .toBuffer();

const flat = (level: number) =>
  image(2, 2, () => [level, level, level])
    .png()
    .toBuffer();

test('images of 16 bits keep them, beside images of 8 bits', async (t) => {
  const levels = [0, 1, 256, 65_535];
  const folder = await folderOf(t, { 'a.png': await flat(7), 'b.png': await wide(levels, 1), 'c.png': await flat(8) });
  const { values, moments } = await load(t, { folder, size: 2, channels: 'grey' });
  const expected = [...Array(4).fill(7 / 255), ...levels.map((level) => level / 65_535), ...Array(4).fill(8 / 255)];
  t.deepEqual([...values], expected.map(Math.fround));
  t.true(Math.abs((moments.mean[1] ?? 0) - (15 / 255 + 1 / 65_535) / 3) < 1e-8);
  const colours = levels.flatMap((level) => [level, 65_535 - level, 3 * (level >> 2)]);
  const coloured = await folderOf(t, { 'a.png': await wide(colours, 3) });
  t.deepEqual(
    [...(await load(t, { folder: coloured, size: 2 })).values],
    colours.map((level) => Math.fround(level / 65_535)),
  );
});

test('grey is the luminance of ITU-R BT.709 in linear light, as sRGB encodes it', async (t) => {
  const linear = (level: number) => (level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4);
  const encoded = (light: number) => (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
  for (const colour of [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [100, 150, 200],
    [10, 10, 10],
    [30, 200, 90],
  ] as const) {
    const folder = await folderOf(t, {
      'a.png': await image(2, 2, () => colour)
        .png()
        .toBuffer(),
    });
    const { values } = await load(t, { folder, size: 2, channels: 'grey' });
    const [red, green, blue] = colour.map((level) => linear(level / 255)) as [number, number, number];
    const expected = encoded(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    t.true(
      values.every((value) => Math.abs(value - expected) < 1 / 255),
      `${colour}: ${values[0]}, ${expected}`,
    );
  }
});

test('subfolders are classes, whose images are taken in turn; without a count all are', async (t) => {
  const files = { 'dog/a.png': 1, 'cat/y.png': 2, 'cat/x.png': 3, 'dog/b.png': 4, 'dog/c.png': 5, '.no/a.png': 6 };
  const pngs = await Promise.all(
    Object.entries(files).map(async ([name, level]) => [name, await flat(level)] as const),
  );
  const folder = await folderOf(t, { ...Object.fromEntries(pngs), 'readme.txt': 'two classes' });
  const levelsOf = (values: Float32Array) => [...values].filter((_, at) => at % 4 === 0).map((value) => value * 255);
  const rounded = (values: Float32Array) => levelsOf(values).map(Math.round);
  const all = await load(t, { folder, size: 2, channels: 'grey' });
  t.deepEqual(rounded(all.values), [3, 1, 2, 4, 5]);
  t.deepEqual(datasetShape(all.specification), { count: 5, dim: 4 });
  const held = await load(t, { folder, size: 2, channels: 'grey', testCount: 2 });
  t.deepEqual(
    [rounded(held.values), rounded(held.test?.values ?? new Float32Array())],
    [
      [3, 1, 2],
      [4, 5],
    ],
  );
  t.deepEqual(rounded((await load(t, { folder, size: 2, channels: 'grey', count: 2 })).values), [3, 1]);
  await t.throwsAsync(load(t, { folder, testCount: 5 }), {
    message: /dataset\.testCount: expected fewer than the 5 PNG and JPEG files/,
  });
  const loose = await folderOf(t, { 'a.png': await flat(9), 'more/b.png': await flat(8) });
  t.deepEqual(rounded((await load(t, { folder: loose, size: 2, channels: 'grey' })).values), [9]);
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
